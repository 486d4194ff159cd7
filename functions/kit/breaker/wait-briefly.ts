import { logger } from '../../core/logging/logger.ts';

/** Longest time that a request waits for the state table before it goes on without. */
const LIMIT_MS = 500;

/**
 * The answer of the state table to a question about a provider; undefined if the table fails or takes longer than half a
 * second. A request to a provider never fails because of the table.
 */
export async function waitBriefly<Result>(work: Promise<Result>): Promise<Result | undefined> {
  const { promise: limit, resolve } = Promise.withResolvers<undefined>();
  const timer = setTimeout(resolve, LIMIT_MS, undefined);
  try {
    return await Promise.race([work, limit]);
  } catch (error) {
    logger.warn('the state of a breaker is not known', { error: String(error) });
    return undefined;
  } finally {
    clearTimeout(timer);
    work.catch(() => undefined);
  }
}
