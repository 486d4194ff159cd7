import { ManifoldError } from '../../../core/errors/manifold-error.ts';
import { ownedKey } from '../../../kit/ownership/find-owned.ts';
import { ifAbsent, StoreConflict } from '../../../kit/store/store.ts';
import type { Call } from '../../../kit/tool/call.ts';

/** The error after which it is not known whether a subscription was made: the lock then stays until it expires. */
const UNKNOWN = 'E3008';

/**
 * Lets one call at a time subscribe a person, since two concurrent calls would both see no subscription. If the outcome
 * is unknown, the lock stays until the deadline of the call.
 *
 * @throws {ManifoldError} E5002 with `retryAfter` if another call holds the lock: nothing was done
 */
export async function withSubscribeLock<T>(call: Call, owner: string, work: () => Promise<T>): Promise<T> {
  const key = ownedKey({ owner, kind: 'lock', id: 'subscribe' });
  const seconds = Math.ceil((call.context.deadline - Date.now()) / 1000);
  const expiresAt = Math.floor(Date.now() / 1000) + Math.max(1, seconds);
  try {
    await call.store.put({ ...key, expiresAt }, ifAbsent());
  } catch (thrown) {
    if (!(thrown instanceof StoreConflict)) throw thrown;
    throw new ManifoldError(
      'E5002',
      'Another call is subscribing the same person; nothing was done. Retry after details.retryAfter seconds.',
      {
        details: { retryAfter: seconds, suggestion: 'Read billing://me/subscription before you retry.' },
        cause: thrown,
      },
    );
  }
  let isUnknown = false;
  try {
    return await work();
  } catch (thrown) {
    isUnknown = thrown instanceof ManifoldError && thrown.code === UNKNOWN;
    throw thrown;
  } finally {
    if (!isUnknown) await call.store.delete(key).catch(() => undefined);
  }
}
