import { ManifoldError } from '../../core/errors/manifold-error.ts';
import { StoreConflict, type StoreItem, type TenantStore } from '../store/store.ts';

/** How long an event is known after it was handled: longer than any provider repeats one, or a queue holds it. */
const KNOWN_SECONDS = 30 * 24 * 3600;

interface Handled extends StoreItem {
  status: 'working' | 'done';
}

/**
 * Does work that must be done once for an id: not where it was done before, and not while another does it.
 *
 * Between the work and its record a function may die; the work is then done again, as a queue promises. Work that
 * writes to the store guards itself against that with conditions of its own.
 *
 * @param once.leaseUntil Unix milliseconds at which another may begin anew
 * @throws {ManifoldError} E3006 where another is at it, so that the event comes again; or what the work throws
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
    throw new ManifoldError('E3006', 'The event is being handled.', { cause: error });
  }
  try {
    await work();
  } catch (error) {
    // Left in place the lease would only delay the next try.
    await store.delete(key).catch(() => undefined);
    throw error;
  }
  await store.put({ ...key, status: 'done', expiresAt: expiresAt() });
}
