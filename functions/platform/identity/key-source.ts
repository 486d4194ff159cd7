import { createLocalJWKSet, errors, type JSONWebKeySet, type JWTVerifyGetKey } from 'jose';
import { type IssuerDocuments, IssuerUnavailable } from './issuer-documents.ts';

/** Age after which keys are read again, so that a withdrawn key stops working. */
const FRESH_MS = 10 * 60_000;
/** Age up to which keys are used if the issuer does not answer. */
const STALE_MS = 24 * 60 * 60_000;
/** Shortest time between two attempts, so that tokens with invented key ids do not cause requests to the issuer. */
const COOLDOWN_MS = 30_000;

/**
 * The keys of one issuer, kept in the instance. If the issuer is down, tokens with known keys are accepted for a day.
 * An unknown key id causes at most one request to the issuer per cooldown. Concurrent callers share a request.
 *
 * The returned function throws `IssuerUnavailable` if no keys are known, and jose's `JWKSNoMatchingKey` if the issuer
 * has no key with this id.
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
