/** Which customers used a device, card or address, and how busy a merchant is in an hour. */
import type { StoreItem, StoreWrite, TenantStore } from '../../../kit/store/store.ts';
import type { MerchantRecord } from '../scoring/merchant-record.ts';
import { type MerchantHour, SHARED_DAYS, type Sharing } from '../scoring/sharing.ts';
import { DAY, hourNumberOf, type ScoredTransaction } from '../scoring/transaction.ts';
import { payeeKeyOf } from './records.ts';

/** More customers than this are not counted: by then every rule gives its most. */
const MOST_CUSTOMERS = 30;

interface Use extends StoreItem {
  readonly at: number;
}
interface HourCount extends StoreItem {
  readonly count: number;
}

const KINDS = ['device', 'card', 'address'] as const;
const usePk = (kind: (typeof KINDS)[number], name: string) => `use#${kind}#${name}`;
const hourSk = (hour: number) => `hour#${String(hour).padStart(9, '0')}`;

/** What other customers did with the parties of a transaction, with this customer and transaction counted in. */
export async function readSharing(
  store: TenantStore,
  { owner, transaction, merchant }: { owner: string; transaction: ScoredTransaction; merchant: MerchantRecord },
): Promise<Sharing> {
  const [device = 0, card = 0, address = 0] = await Promise.all(
    KINDS.map((kind) => customersOf(store, { kind, owner, transaction })),
  );
  return { device, card, address, merchantHour: await merchantHourOf(store, transaction, merchant) };
}

async function customersOf(
  store: TenantStore,
  { kind, owner, transaction }: { kind: (typeof KINDS)[number]; owner: string; transaction: ScoredTransaction },
): Promise<number> {
  const name = transaction[kind];
  if (name === undefined) return 0;
  const { items } = await store.query<Use>({ pk: usePk(kind, name), limit: MOST_CUSTOMERS });
  const recent = items.filter(({ at }) => Math.abs(transaction.at - at) <= SHARED_DAYS * DAY);
  return recent.some(({ sk }) => sk === owner) ? recent.length : recent.length + 1;
}

async function merchantHourOf(
  store: TenantStore,
  transaction: ScoredTransaction,
  { days }: MerchantRecord,
): Promise<MerchantHour | undefined> {
  const pk = payeeKeyOf(transaction);
  if (pk === undefined) return undefined;
  const hour = hourNumberOf(transaction.at);
  const { items } = await store.query<HourCount>({ pk, sk: { between: [hourSk(hour - 1), hourSk(hour)] } });
  const total = days.reduce((sum, { count }) => sum + count, 0);
  return {
    count: items.reduce((sum, { count }) => sum + count, 0) + 1,
    meanOfDay: days.length === 0 ? 0 : total / days.length,
    daysKnown: days.length,
  };
}

/** Notes that the customer used these parties. Each write is independent of all others, so scans do not collide. */
export function sharingWrites(owner: string, transaction: ScoredTransaction): StoreWrite[] {
  const { at } = transaction;
  const expiresAt = Math.floor((at + (SHARED_DAYS + 1) * DAY) / 1000);
  const uses = KINDS.flatMap((kind): StoreWrite[] => {
    const name = transaction[kind];
    return name === undefined
      ? []
      : [{ kind: 'update', key: { pk: usePk(kind, name), sk: owner }, set: { at, expiresAt } }];
  });
  const pk = payeeKeyOf(transaction);
  if (pk === undefined) return uses;
  const key = { pk, sk: hourSk(hourNumberOf(at)) };
  return [...uses, { kind: 'update', key, set: { expiresAt: Math.floor((at + 2 * DAY) / 1000) }, add: { count: 1 } }];
}
