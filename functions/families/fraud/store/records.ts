/**
 * Items of the family. Access patterns, all within a tenant:
 * - a scan by its transaction id: `user#<owner>`, `tx#<id>`
 * - scans of a person in the order of time: `user#<owner>`, `scan#<time>#<id>`
 * - alerts of a person in the order of time: `user#<owner>`, `alert#<time>#<id>`
 * - the profile of a person: `user#<owner>`, `profile`
 * - the days of a merchant or payee: `payee#<key>`, `day#<number>`, and its hours: `hour#<number>`
 * - the customers of a device, card or address: `use#<kind>#<fingerprint>`, `<owner>`
 * - the settings of scoring: `settings`, `live` and `version#<number>`
 */
import { createHash } from 'node:crypto';
import { ownedKey } from '../../../kit/ownership/find-owned.ts';
import type { StoreItem, StoreKey } from '../../../kit/store/store.ts';
import type { Level } from '../scoring/levels.ts';
import type { Flag, Verdict } from '../scoring/scorer.ts';
import type { ScoredTransaction } from '../scoring/transaction.ts';

/** How long scans and alerts are kept, in seconds: a year and a month. */
export const KEPT_SECONDS = 400 * 86_400;

export const STATUSES = ['open', 'awaiting_second', 'escalated', 'approved', 'declined'] as const;
export type Status = (typeof STATUSES)[number];
export const DECISIONS = ['approve', 'decline', 'escalate'] as const;

export interface Decision {
  readonly reviewer: string;
  readonly decision: (typeof DECISIONS)[number];
  /** ISO 8601, UTC. */
  readonly at: string;
  readonly sealedNotes: string;
  /** Provider key of the call, for look-ups. */
  readonly key?: string;
}

/** The result of a scan, by transaction id, so that no id is counted twice. */
export interface ScanRecord extends StoreItem {
  readonly transactionId: string;
  /** Digest of the facts in the call. */
  readonly digest: string;
  /** Unix milliseconds. */
  readonly scannedAt: number;
  readonly at: number;
  readonly verdict: Verdict;
  /** Sort key of the alert, if the scan raised one. */
  readonly alertSk?: string;
}

/** One scan of a person, for reports. */
export interface ScanLine extends StoreItem {
  readonly transactionId: string;
  readonly at: number;
  readonly amountMinor: number;
  readonly currency: string;
  readonly merchantId?: string;
  readonly score: number;
  readonly level: Level;
  readonly codes: readonly string[];
  /** The facts that were scored, for back-tests; absent in scans of earlier releases. */
  readonly transaction?: ScoredTransaction;
}

export interface Alert extends StoreItem {
  readonly transactionId: string;
  readonly at: number;
  readonly amountMinor: number;
  readonly currency: string;
  readonly merchantId?: string;
  /** Key of the days of the merchant or payee, to which a decline is added. */
  readonly payeeKey?: string;
  readonly score: number;
  readonly level: Level;
  readonly flags: readonly Flag[];
  readonly status: Status;
  readonly decisions: readonly Decision[];
  readonly version: number;
}

export const userPartition = (owner: string) => ownedKey({ owner, kind: '', id: '' }).pk;

export const scanKey = (owner: string, id: string): StoreKey => ownedKey({ owner, kind: 'tx', id });
export const profileKey = (owner: string): StoreKey => ({ pk: userPartition(owner), sk: 'profile' });
export const timedSk = (kind: 'scan' | 'alert', at: number, id = '') => `${kind}#${new Date(at).toISOString()}#${id}`;

/** The number of a day, padded so that days sort as text. */
export const daySk = (day: number) => `day#${String(day).padStart(7, '0')}`;

/** Key of the merchant that a transaction pays, or else of the payee. */
export function payeeKeyOf({ merchant, counterparty }: ScoredTransaction): string | undefined {
  if (merchant) return `payee#m:${merchant.id}`;
  return counterparty === undefined ? undefined : `payee#p:${counterparty}`;
}

/**
 * A hash in place of the id of a device or payee, which may be an account number. It is the same within a tenant.
 * It can be found by trying all numbers, so it is still personal data.
 */
export function fingerprint(tenant: string, id: string): string {
  return createHash('sha256').update(`${tenant}\n${id}`).digest('base64url').slice(0, 16);
}
