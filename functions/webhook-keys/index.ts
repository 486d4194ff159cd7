import { ENV } from '../../schemas/environment.ts';
import { isKeyed, WebhookDefinition } from '../../schemas/webhooks.ts';
import { requireEnv } from '../core/environment.ts';
import { secretReader } from '../core/secrets/secret-reader.ts';
import { openOutbound } from '../kit/outbound/outbound.ts';
import { answerKeyQuestion, type KeyServices } from './answer-key-question.ts';

const services = servicesOf(WebhookDefinition.parse(JSON.parse(requireEnv(ENV.KEYED_WEBHOOK))));

function servicesOf(source: WebhookDefinition): KeyServices {
  if (!isKeyed(source)) throw new Error(`The source "${source.source}" is not verified with a public key.`);
  const apiUrl = requireEnv(source.apiUrlSetting);
  return {
    source,
    apiUrl,
    secret: secretReader(requireEnv(ENV.FAMILY_SECRET)),
    // Only the host of the API, through the same guard as families.
    send: openOutbound(['setting:API'], { API: apiUrl }).fetch,
  };
}

/** The verification key of one id. The webhook function asks, and learns nothing else about the family. */
export const handler = (event: unknown) => answerKeyQuestion(services, event);
