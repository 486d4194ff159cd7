import { ManifoldError } from '../../core/errors/manifold-error.ts';
import { StoreConflict, type StoreItem, type TenantStore } from '../store/store.ts';

/** How long a handled event is remembered: longer than any provider or queue delivers it again. */
const KNOWN_SECONDS = 30 * 24 * 3600;

interface Handled extends StoreItem {
  status: 'working' | 'done';
}

/**
 * Does the work for an id unless it was done before. While another function does it, the call fails with E3006.
 *
 * If a function dies between the work and its record, the work is done a second time. Work that writes to the store
 * needs conditions of its own against that.
 *
 * @param once.leaseUntil Unix milliseconds at which the lease ends and another function may start the work
 * @throws {ManifoldError} E3006 while another function holds the lease, and what the work throws
 */
export async function onceById(
  store: TenantStore,
  { id, leaseUntil }: { id: string; leaseUntil: number },
  work: () => Promise<void>,
): Promise<void> {
  const key = { pk: `event#${id}`, sk: 'event' };
  const expiresAt = () => Math.floor(Date.now() / 1000) + KNOWN_SECONDS;
  try {
    await store.put(
      { ...key, status: 'working', leaseUntil, expiresAt: expiresAt() },
      {
        condition: 'attribute_not_exists(pk) OR (#status = :working AND leaseUntil <= :now)',
        names: { '#status': 'status' },
        values: { ':working': 'working', ':now': Date.now() },
      },
    );
  } catch (error) {
    if (!(error instanceof StoreConflict)) throw error;
    const known = await store.get<Handled>(key);
    if (known?.status === 'done') return;
    throw new ManifoldError('E3006', 'The event is being handled by another function.', { cause: error });
  }
  try {
    await work();
  } catch (error) {
    // The lease would only delay the next attempt.
    await store.delete(key).catch(() => undefined);
    throw error;
  }
  await store.put({ ...key, status: 'done', expiresAt: expiresAt() });
}
