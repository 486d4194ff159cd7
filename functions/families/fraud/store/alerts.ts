import { ManifoldError } from '../../../core/errors/manifold-error.ts';
import { findOwned } from '../../../kit/ownership/find-owned.ts';
import type { StoreWrite, TenantStore } from '../../../kit/store/store.ts';
import type { Call } from '../../../kit/tool/call.ts';
import { settle } from '../scoring/profile.ts';
import { payeeDayWrite } from './history.ts';
import { profileWrite, readProfile } from './profiles.ts';
import {
  type Alert,
  type Decision,
  type ScanLine,
  type ScanRecord,
  type Status,
  timedSk,
  userPartition,
} from './records.ts';

/**
 * The alert of a transaction.
 *
 * @throws {ManifoldError} E4007 if the person has no such transaction, E2004 if it was not flagged
 */
export async function findAlert(call: Pick<Call, 'store' | 'context'>, { owner, id }: { owner: string; id: string }) {
  const { alertSk } = await findOwned<ScanRecord>(call, {
    kind: 'tx',
    name: 'transaction',
    id,
    field: 'transaction_id',
    listedBy: 'fraud://{user_id}/alerts',
    owner,
  });
  const alert = alertSk && (await call.store.get<Alert>({ pk: userPartition(owner), sk: alertSk }));
  if (alert) return alert;
  throw new ManifoldError('E2004', 'This transaction was not flagged, so there is nothing to review.', {
    details: {
      field: 'transaction_id',
      suggestion: 'Read fraud://{user_id}/alerts?status=open for the transactions that wait for a review.',
    },
  });
}

/**
 * Writes a decision. If two reviewers decide at the same time, the later one gets a conflict and has to read again. A
 * final decline also counts as fraud of the merchant or payee, on the day of the transaction. With a final decision the
 * transaction is no longer held back from the profile of its customer: an approved one becomes usual, a declined one never.
 */
export async function recordDecision(
  store: TenantStore,
  alert: Alert,
  { owner, decision, status }: { owner: string; decision: Decision; status: Status },
): Promise<Alert> {
  const { pk, sk, version, payeeKey, at } = alert;
  const decisions = [...alert.decisions, decision];
  await store.transact([
    {
      kind: 'update',
      key: { pk, sk },
      set: { decisions, status, version: version + 1 },
      condition: '#version = :before',
      names: { '#version': 'version' },
      values: { ':before': version },
    },
    ...(status === 'declined' && payeeKey ? [payeeDayWrite({ pk: payeeKey, at }, 'fraud')] : []),
    ...(await settlement(store, { owner, id: alert.transactionId, status })),
  ]);
  return { ...alert, decisions, status, version: version + 1 };
}

async function settlement(
  store: TenantStore,
  { owner, id, status }: { owner: string; id: string; status: Status },
): Promise<StoreWrite[]> {
  if (status !== 'approved' && status !== 'declined') return [];
  const held = await readProfile(store, owner);
  const settled = settle(held.profile, id, status === 'approved' ? 'honest' : 'fraud');
  return settled === held.profile ? [] : [profileWrite(owner, held, settled)];
}

export interface AlertPage {
  readonly alerts: readonly Alert[];
  readonly next?: string;
}

/**
 * A page of a person's alerts, newest first. With a status, a page may have fewer alerts than the limit and still have
 * a next page.
 */
export async function alertPage(
  store: TenantStore,
  { owner, status, limit, cursor }: { owner: string; status?: Status; limit: number; cursor?: string },
): Promise<AlertPage> {
  const { items, next } = await store.query<Alert>({
    pk: userPartition(owner),
    sk: { beginsWith: 'alert#' },
    order: 'descending',
    limit,
    cursor,
  });
  return {
    alerts: status === undefined ? items : items.filter((alert) => alert.status === status),
    next,
  };
}

/**
 * Items of a person between two moments (the second not included), oldest first; undefined if there are more than
 * `most`.
 */
export async function itemsBetween<Item extends Alert | ScanLine>(
  store: TenantStore,
  { owner, kind, from, to, most }: { owner: string; kind: 'scan' | 'alert'; from: number; to: number; most: number },
): Promise<Item[] | undefined> {
  const found: Item[] = [];
  let cursor: string | undefined;
  do {
    const page = await store.query<Item>({
      pk: userPartition(owner),
      // The id follows the time in the key, so items of the end time itself sort after it and are left out.
      sk: { between: [timedSk(kind, from), timedSk(kind, to)] },
      limit: 500,
      cursor,
    });
    for (const item of page.items) found.push(item);
    if (found.length > most) return undefined;
    cursor = page.next;
  } while (cursor !== undefined);
  return found;
}
