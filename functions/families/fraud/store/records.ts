/**
 * What the family keeps. Access patterns, all within a tenant:
 * - a scan by its transaction id: `user#<owner>`, `tx#<id>`
 * - scans of a person in the order of time: `user#<owner>`, `scan#<time>#<id>`
 * - alerts of a person in the order of time: `user#<owner>`, `alert#<time>#<id>`
 * - the profile of a person: `user#<owner>`, `profile`
 * - the days of a merchant or payee: `payee#<key>`, `day#<number>`
 */
import { createHash } from 'node:crypto';
import { ownedKey } from '../../../kit/ownership/find-owned.ts';
import type { StoreItem, StoreKey } from '../../../kit/store/store.ts';
import type { Flag, Verdict } from '../scoring/scorer.ts';
import type { ScoredTransaction } from '../scoring/transaction.ts';
import type { Level } from '../scoring/weights.ts';

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
  /** Provider key of the call, by which it is found again. */
  readonly key?: string;
}

/** What a scan of a transaction id found; the same id is never counted twice. */
export interface ScanRecord extends StoreItem {
  readonly transactionId: string;
  /** Of the facts that were handed in. */
  readonly digest: string;
  /** Unix milliseconds. */
  readonly scannedAt: number;
  readonly at: number;
  readonly verdict: Verdict;
  /** Sort key of the alert, where the scan raised one. */
  readonly alertSk?: string;
}

/** One line of a person's scans: what reports are made of. */
export interface ScanLine extends StoreItem {
  readonly transactionId: string;
  readonly at: number;
  readonly amountMinor: number;
  readonly currency: string;
  readonly merchantId?: string;
  readonly score: number;
  readonly level: Level;
  readonly codes: readonly string[];
}

export interface Alert extends StoreItem {
  readonly transactionId: string;
  readonly at: number;
  readonly amountMinor: number;
  readonly currency: string;
  readonly merchantId?: string;
  /** Key of the merchant's or payee's days, which a decline is noted in. */
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

/** Day number with the digits of year 9999, so that days sort as text. */
export const daySk = (day: number) => `day#${String(day).padStart(7, '0')}`;

/** Whom a transaction pays, as history knows it: the merchant, else the payee. */
export function payeeKeyOf({ merchant, counterparty }: ScoredTransaction): string | undefined {
  if (merchant) return `payee#m:${merchant.id}`;
  return counterparty === undefined ? undefined : `payee#p:${counterparty}`;
}

/**
 * Stands for an id of a device or payee, the same within a tenant. Not the id itself, which may be an account's number;
 * but who has a list of numbers can try them all, so it is still personal data.
 */
export function fingerprint(tenant: string, id: string): string {
  return createHash('sha256').update(`${tenant}\n${id}`).digest('base64url').slice(0, 16);
}
