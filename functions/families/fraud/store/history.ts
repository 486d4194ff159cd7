import { ManifoldError } from '../../../core/errors/manifold-error.ts';
import { ifAbsent, type StoreItem, type StoreWrite, type TenantStore } from '../../../kit/store/store.ts';
import type { Known } from '../scoring/facts.ts';
import { isAlert } from '../scoring/levels.ts';
import { DAYS_KEPT, EMPTY_MERCHANT, type MerchantRecord } from '../scoring/merchant-record.ts';
import { holdBack, releaseOld, remember } from '../scoring/profile.ts';
import { scoreTransaction, type Verdict } from '../scoring/scorer.ts';
import { dayOf, type ScoredTransaction } from '../scoring/transaction.ts';
import { livePolicy } from '../settings/store.ts';
import { profileWrite, readProfile } from './profiles.ts';
import {
  type Alert,
  daySk,
  KEPT_SECONDS,
  payeeKeyOf,
  type ScanLine,
  type ScanRecord,
  scanKey,
  timedSk,
  userPartition,
} from './records.ts';
import { readSharing, sharingWrites } from './sharing.ts';

interface PayeeDay extends StoreItem {
  readonly day: number;
  readonly count?: number;
  readonly fraud?: number;
}

export interface Scan {
  readonly owner: string;
  readonly transaction: ScoredTransaction;
  /** Digest of the facts in the call. */
  readonly digest: string;
  /** Unix milliseconds. */
  readonly now: number;
}

export interface ScanResult {
  readonly record: ScanRecord;
  /** True if the transaction was scanned before and was not counted again. */
  readonly repeated: boolean;
}

/**
 * Scores a transaction and counts it, in one write. A transaction that was scanned before gets its first result again.
 *
 * @throws {ManifoldError} E2007 if the id was scanned with other facts; {StoreConflict} (retryable) if another
 *   scan of the same person was written in the meantime
 */
export async function scan(store: TenantStore, { owner, transaction, digest, now }: Scan): Promise<ScanResult> {
  const before = await store.get<ScanRecord>(scanKey(owner, transaction.id));
  if (before) return { record: sameFacts(before, digest), repeated: true };
  const [held, merchant, policy] = await Promise.all([
    readProfile(store, owner),
    merchantRecord(store, transaction),
    livePolicy(store),
  ]);
  const profile = releaseOld(held.profile, { at: now, days: policy.holdDays });
  const known: Known = { profile, merchant, sharing: await readSharing(store, { owner, transaction, merchant }) };
  const verdict = scoreTransaction(transaction, known, { policy, customer: owner });
  const isFlagged = isAlert(verdict.level);
  const expiresAt = Math.floor(now / 1000) + KEPT_SECONDS;
  const alert = isFlagged ? alertOf({ owner, transaction, expiresAt }, verdict) : undefined;
  const record: ScanRecord = {
    ...scanKey(owner, transaction.id),
    transactionId: transaction.id,
    digest,
    scannedAt: now,
    at: transaction.at,
    verdict,
    expiresAt,
    alertSk: alert?.sk,
  };
  await store.transact([
    { kind: 'put', item: record, ...ifAbsent() },
    { kind: 'put', item: lineOf({ owner, transaction, expiresAt }, verdict) },
    profileWrite(owner, held, isFlagged ? holdBack(profile, transaction, now) : remember(profile, transaction)),
    ...sharingWrites(owner, transaction),
    ...payeeWrite(transaction, 'count'),
    ...(alert ? [{ kind: 'put' as const, item: alert }] : []),
  ]);
  return { record, repeated: false };
}

/** Adds a transaction, or a fraud, to the record of the merchant or payee. */
export function payeeWrite(transaction: ScoredTransaction, what: 'count' | 'fraud'): StoreWrite[] {
  const pk = payeeKeyOf(transaction);
  return pk === undefined ? [] : [payeeDayWrite({ pk, at: transaction.at }, what)];
}

export function payeeDayWrite({ pk, at }: { pk: string; at: number }, what: 'count' | 'fraud'): StoreWrite {
  const day = dayOf(at);
  // A decline may come after its day is used for the last time; the item expires with the day nevertheless.
  const expiresAt = (day + DAYS_KEPT + 2) * 86_400;
  return { kind: 'update', key: { pk, sk: daySk(day) }, set: { day, expiresAt }, add: { [what]: 1 } };
}

async function merchantRecord(store: TenantStore, transaction: ScoredTransaction): Promise<MerchantRecord> {
  const pk = payeeKeyOf(transaction);
  if (pk === undefined) return EMPTY_MERCHANT;
  const day = dayOf(transaction.at);
  const { items } = await store.query<PayeeDay>({ pk, sk: { between: [daySk(day - DAYS_KEPT), daySk(day)] } });
  return { days: items.map(({ day, count = 0, fraud = 0 }) => ({ day, count, fraud })) };
}

function sameFacts(before: ScanRecord, digest: string): ScanRecord {
  if (before.digest === digest) return before;
  throw new ManifoldError('E2007', 'A transaction with this id was scanned before with other facts.', {
    details: {
      field: 'transaction_data.transaction_id',
      suggestion: 'Send the facts of the first scan to get its result, or give the new transaction its own id.',
    },
  });
}

interface Placed {
  owner: string;
  transaction: ScoredTransaction;
  expiresAt: number;
}

function lineOf({ owner, transaction, expiresAt }: Placed, { score, level, flags }: Verdict): ScanLine {
  return {
    pk: userPartition(owner),
    sk: timedSk('scan', transaction.at, transaction.id),
    ...factsKept(transaction),
    transaction,
    score,
    level,
    codes: flags.map(({ code }) => code),
    expiresAt,
  };
}

function alertOf({ owner, transaction, expiresAt }: Placed, { score, level, flags }: Verdict): Alert {
  const payeeKey = payeeKeyOf(transaction);
  return {
    pk: userPartition(owner),
    sk: timedSk('alert', transaction.at, transaction.id),
    ...factsKept(transaction),
    payeeKey,
    score,
    level,
    flags,
    status: 'open',
    decisions: [],
    version: 1,
    expiresAt,
  };
}

function factsKept({ id, at, amountMinor, currency, merchant }: ScoredTransaction) {
  return { transactionId: id, at, amountMinor, currency, merchantId: merchant?.id };
}
