import * as z from 'zod';
import {
  type KeyedWebhook,
  VerificationKey,
  type VerificationKeyAnswer,
  VerificationKeyQuestion,
} from '../../schemas/webhooks.ts';
import { logger } from '../core/logging/logger.ts';
import { isSet } from '../core/secrets/is-set.ts';
import type { SecretReader } from '../core/secrets/secret-reader.ts';
import type { OutboundFetch } from '../kit/outbound/outbound.ts';

/** Plaid's answer to `/webhook_verification_key/get`. */
const PlaidAnswer = z.object({ key: VerificationKey.extend({ expired_at: z.number().nullish() }) });

const TIMEOUT_MS = 3_000;

export interface KeyServices {
  readonly source: KeyedWebhook;
  /** Base URL of Plaid's API. */
  readonly apiUrl: string;
  readonly secret: SecretReader;
  /** Guarded `fetch` to the API. */
  readonly send: OutboundFetch;
}

/**
 * Fetches one of Plaid's verification keys with the credentials of the family
 * (plaid.com/docs/api/webhooks/webhook-verification). Failures are answers, and none of them quotes a credential.
 *
 * @throws {Error} if the event is not a VerificationKeyQuestion
 */
export async function answerKeyQuestion(services: KeyServices, event: unknown): Promise<VerificationKeyAnswer> {
  const { kid } = VerificationKeyQuestion.parse(event);
  try {
    return await askPlaid(services, kid);
  } catch (error) {
    logger.warn('verification key not fetched', { reason: error instanceof Error ? error.message : 'unknown' });
    return { status: 'unavailable' };
  }
}

async function askPlaid({ source, apiUrl, secret, send }: KeyServices, kid: string): Promise<VerificationKeyAnswer> {
  const { [source.clientIdKey]: clientId, [source.apiSecretKey]: apiSecret } = await secret();
  if (!isSet(clientId) || !isSet(apiSecret)) return { status: 'unset' };
  const request: RequestInit = {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ client_id: clientId, secret: apiSecret, key_id: kid }),
    signal: AbortSignal.timeout(TIMEOUT_MS),
  };
  const answer = await send(`${apiUrl}/webhook_verification_key/get`, request, { correlationId: '' });
  // Plaid answers 400 (INVALID_WEBHOOK_VERIFICATION_KEY_ID) for an id that it does not know.
  if (answer.status === 400) return { status: 'unknown' };
  const body = answer.ok ? PlaidAnswer.safeParse(await answer.json().catch(() => undefined)) : undefined;
  if (!body?.success) throw new Error(`Plaid answered ${answer.status}.`);
  const { expired_at: expiredAt, ...key } = body.data.key;
  return expiredAt == null && key.kid === kid ? { status: 'found', key } : { status: 'unknown' };
}
