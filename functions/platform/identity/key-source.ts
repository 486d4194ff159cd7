import { createLocalJWKSet, errors, type JSONWebKeySet, type JWTVerifyGetKey } from 'jose';
import { type IssuerDocuments, IssuerUnavailable } from './issuer-documents.ts';

/** After this time keys are asked for again, so that a withdrawn one stops working. */
const FRESH_MS = 10 * 60_000;
/** For this long keys are used although the issuer does not answer. */
const STALE_MS = 24 * 60 * 60_000;
/** Least time between two attempts: tokens with made-up key ids must not become requests to the issuer. */
const COOLDOWN_MS = 30_000;

/**
 * The keys of one issuer, kept in the instance. An issuer that is down does not stop tokens whose keys are known, for
 * a day; a key id that is not known leads to one look at the issuer per cooldown. Concurrent callers share a look.
 *
 * The returned function throws `IssuerUnavailable` where no key was ever read, and jose's `JWKSNoMatchingKey` where
 * the issuer has none with this id.
 */
export function keySource(documents: Pick<IssuerDocuments, 'keys'>, now: () => number = Date.now): JWTVerifyGetKey {
  let kept: { find: JWTVerifyGetKey; readAt: number } | undefined;
  let attemptedAt = Number.NEGATIVE_INFINITY;
  let reading: Promise<void> | undefined;

  const mayAsk = () => reading !== undefined || now() - attemptedAt >= COOLDOWN_MS;

  function read(): Promise<void> {
    reading ??= ask().finally(() => {
      reading = undefined;
    });
    return reading;
  }

  async function ask(): Promise<void> {
    attemptedAt = now();
    const set = await documents.keys();
    kept = { find: createLocalJWKSet(set as JSONWebKeySet), readAt: now() };
  }

  async function current(): Promise<JWTVerifyGetKey> {
    if (kept && now() - kept.readAt < FRESH_MS) return kept.find;
    if (mayAsk()) {
      await read().catch((cause: unknown) => {
        if (!kept) throw cause;
      });
    }
    if (kept && now() - kept.readAt < STALE_MS) return kept.find;
    throw new IssuerUnavailable('The issuer does not answer, and its keys are not known or too old.');
  }

  return async (header, token) => {
    const find = await current();
    try {
      return await find(header, token);
    } catch (error) {
      if (!(error instanceof errors.JWKSNoMatchingKey) || !mayAsk()) throw error;
      await read().catch(() => undefined);
      return (kept?.find ?? find)(header, token);
    }
  };
}
