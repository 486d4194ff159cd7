import { ownedKey } from '../../../kit/ownership/find-owned.ts';
import type { StoreItem, TenantStore } from '../../../kit/store/store.ts';

/** An event of Stripe about an invoice or a dispute. */
export interface Notice {
  /** Type of the event, such as `invoice.payment_failed`. */
  type: string;
  /** The invoice or dispute. */
  about: string;
  status: string | null;
  /** ISO 8601, UTC: when it happened. */
  at: string;
}

const KIND = 'notice';
const KEPT_SECONDS = 90 * 86_400;
const SHOWN = 10;

/** Records an event; an event that is recorded twice is listed once. */
export function recordNotice(
  store: TenantStore,
  { owner, eventId, notice }: { owner: string; eventId: string; notice: Notice },
): Promise<void> {
  const expiresAt = Math.floor(Date.now() / 1000) + KEPT_SECONDS;
  return store.put({ ...ownedKey({ owner, kind: KIND, id: `${notice.at}#${eventId}` }), ...notice, expiresAt });
}

/** The latest notices of a person, newest first. */
export async function noticesOf(store: TenantStore, owner: string): Promise<Notice[]> {
  const { pk, sk } = ownedKey({ owner, kind: KIND, id: '' });
  const { items } = await store.query<StoreItem & Notice>({
    pk,
    sk: { beginsWith: sk },
    order: 'descending',
    limit: SHOWN,
  });
  return items.map(({ type, about, status, at }) => ({ type, about, status, at }));
}
