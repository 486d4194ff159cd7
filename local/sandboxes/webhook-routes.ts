import * as z from 'zod';
import { ENV } from '../../schemas/environment.ts';
import { WebhookRoute } from '../../schemas/webhooks.ts';

/**
 * The webhook function's environment names the API of each provider whose keys it fetches. If a stand-in plays the
 * provider, the keys are fetched from the stand-in.
 *
 * @param environment of any function
 * @param standIn settings that lead a family to its stand-in
 * @returns variables to replace; none for a function that receives no events
 */
export function routesToStandIns(
  environment: Readonly<Record<string, string>>,
  standIn: (family: string) => Record<string, string>,
): Record<string, string> {
  const text = environment[ENV.WEBHOOKS];
  if (text === undefined) return {};
  const routes = z.array(WebhookRoute).parse(JSON.parse(text));
  const led = routes.map((route) => {
    const { webhook, family } = route;
    const apiUrl = webhook.scheme === 'plaid' ? standIn(family)[webhook.apiUrlSetting] : undefined;
    return apiUrl === undefined ? route : { ...route, apiUrl };
  });
  return { [ENV.WEBHOOKS]: JSON.stringify(led) };
}
