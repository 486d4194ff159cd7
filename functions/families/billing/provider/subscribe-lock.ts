import { ManifoldError } from '../../../core/errors/manifold-error.ts';
import { ownedKey } from '../../../kit/ownership/find-owned.ts';
import { ifAbsent, StoreConflict } from '../../../kit/store/store.ts';
import type { Call } from '../../../kit/tool/call.ts';

/** Errors after which nobody knows whether a subscription was made: the next one has to wait until that shows. */
const UNKNOWN = 'E3008';

/**
 * Begins one subscription of a person at a time: two calls at once would both see none. After an outcome that nobody
 * knows, the place stays taken until the call's deadline.
 *
 * @throws {ManifoldError} E5002 with `retryAfter` where another call is at it: nothing was done
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
      'Another call is beginning a subscription for the same person; nothing was done.',
      {
        details: { retryAfter: seconds, suggestion: 'Read billing://me/subscription before you send it again.' },
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
