import type { JWK } from 'jose';
import type { VerificationKeyAnswer } from '../../../schemas/webhooks.ts';
import { ManifoldError } from '../../core/errors/manifold-error.ts';

/** The key with this id; undefined if Plaid has no such key, or if it has expired. */
export type PlaidKeys = (kid: string) => Promise<JWK | undefined>;

/** A key is requested again after this time, so that an expired key is dropped. */
const KEEP_MS = 3_600_000;
/** Anyone can make up key ids, so the requests are limited per minute. */
const MAX_REQUESTS = 10;
const MINUTE_MS = 60_000;

export interface PlaidKeysOptions {
  /** Has the family ask Plaid for a key. */
  ask: (kid: string) => Promise<VerificationKeyAnswer>;
  now?: () => number;
}

/** Plaid's verification keys, each cached for an hour. */
export function plaidKeys({ ask, now = Date.now }: PlaidKeysOptions): PlaidKeys {
  const kept = new Map<string, { key: JWK; until: number }>();
  let asked: number[] = [];

  async function fetchKey(kid: string): Promise<JWK | undefined> {
    asked = asked.filter((at) => now() - at < MINUTE_MS);
    if (asked.length >= MAX_REQUESTS) throw unavailable(new Error('Too many unknown keys within a minute.'));
    asked.push(now());
    const answer = await ask(kid).catch((cause: unknown) => {
      throw unavailable(cause);
    });
    switch (answer.status) {
      case 'found':
        return answer.key.kid === kid ? answer.key : undefined;
      case 'unknown':
        return undefined;
      case 'unset':
        throw new ManifoldError('E5004', 'This webhook is not set up yet. Send the event again later.', {
          details: { suggestion: "The operators have to put the provider's credentials into the family's secret." },
          retryable: true,
        });
      case 'unavailable':
        throw unavailable(new Error('The provider or the secret of the family does not answer.'));
    }
  }

  return async (kid) => {
    const known = kept.get(kid);
    if (known && known.until > now()) return known.key;
    kept.delete(kid);
    const key = await fetchKey(kid);
    if (key) kept.set(kid, { key, until: now() + KEEP_MS });
    return key;
  };
}

function unavailable(cause: unknown): ManifoldError {
  return new ManifoldError('E5004', 'The signature cannot be verified now. Send the event again.', { cause });
}
