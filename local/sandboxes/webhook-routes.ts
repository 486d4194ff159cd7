import * as z from 'zod';
import { ENV } from '../../schemas/environment.ts';
import { WebhookRoute } from '../../schemas/webhooks.ts';

/**
 * The function that takes events in is told by its environment where each provider's keys are. Where a stand-in takes a
 * provider's place, they are there.
 *
 * @param environment of a function; one that takes in no events is left as it is
 * @param standIn settings that lead a family to its stand-in
 * @returns what takes the place of its variables
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
