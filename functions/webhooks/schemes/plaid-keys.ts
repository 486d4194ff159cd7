import type { JWK } from 'jose';
import * as z from 'zod';
import { ManifoldError } from '../../core/errors/manifold-error.ts';
import type { OutboundFetch } from '../../kit/outbound/outbound.ts';

/** The key with this id; undefined if Plaid has no such key, or if it has expired. */
export type PlaidKeys = (kid: string) => Promise<JWK | undefined>;

const VerificationKey = z.object({
  key: z.object({
    alg: z.literal('ES256'),
    kty: z.literal('EC'),
    crv: z.literal('P-256'),
    kid: z.string(),
    x: z.string(),
    y: z.string(),
    expired_at: z.number().nullish(),
  }),
});

/** A key is requested again after this time, so that an expired key is dropped. */
const KEEP_MS = 3_600_000;
/** Anyone can make up key ids, so the requests to Plaid are limited per minute. */
const MAX_REQUESTS = 10;
const MINUTE_MS = 60_000;
const TIMEOUT_MS = 3_000;

export interface PlaidKeysOptions {
  apiUrl: string;
  /** Guarded `fetch` to the API. */
  send: OutboundFetch;
  credentials: () => Promise<{ clientId: string; secret: string }>;
  now?: () => number;
}

/** Plaid's verification keys (`/webhook_verification_key/get`), each cached for an hour. */
export function plaidKeys({ apiUrl, send, credentials, now = Date.now }: PlaidKeysOptions): PlaidKeys {
  const kept = new Map<string, { key: JWK; until: number }>();
  let asked: number[] = [];

  async function ask(kid: string): Promise<JWK | undefined> {
    asked = asked.filter((at) => now() - at < MINUTE_MS);
    if (asked.length >= MAX_REQUESTS) throw unavailable(new Error('Too many unknown keys within a minute.'));
    asked.push(now());
    const { clientId, secret } = await credentials();
    const request: RequestInit = {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ client_id: clientId, secret, key_id: kid }),
      signal: AbortSignal.timeout(TIMEOUT_MS),
    };
    const answer = await send(`${apiUrl}/webhook_verification_key/get`, request, { correlationId: '' }).catch(
      (cause: unknown) => {
        throw unavailable(cause);
      },
    );
    // Plaid answers 400 (INVALID_WEBHOOK_VERIFICATION_KEY_ID) for an id that it does not know.
    if (answer.status === 400) return undefined;
    const body = answer.ok ? VerificationKey.safeParse(await answer.json().catch(() => undefined)) : undefined;
    if (!body?.success) throw unavailable(new Error(`Plaid answered ${answer.status}.`));
    const { expired_at: expiredAt, ...key } = body.data.key;
    return expiredAt == null && key.kid === kid ? key : undefined;
  }

  return async (kid) => {
    const known = kept.get(kid);
    if (known && known.until > now()) return known.key;
    kept.delete(kid);
    const key = await ask(kid);
    if (key) kept.set(kid, { key, until: now() + KEEP_MS });
    return key;
  };
}

function unavailable(cause: unknown): ManifoldError {
  return new ManifoldError('E5004', 'The signature cannot be verified now. Send the event again.', { cause });
}
