import { NO_HEAD, type SealedRecord, type SignedHead } from '../../schemas/sealed-audit.ts';
import type { AuditTable } from '../runtime/audit/audit-trail.ts';
import { chainRecords, inSealedOrder, packRecords, unpackRecords } from '../runtime/audit/chain.ts';
import { type HeadSigner, hashOfHead, packHead, parseHead, signHead } from '../runtime/audit/head.ts';
import type { Pseudonyms } from '../runtime/audit/pseudonyms.ts';
import { nameOfWindow, objectKeys, type SealWindow } from '../runtime/audit/windows.ts';
import type { SealedBucket } from './sealed-bucket.ts';
import { eventsForWindow } from './window-events.ts';

/** What the sealer works with. */
export interface Sealer {
  readonly audit: AuditTable;
  readonly bucket: SealedBucket;
  readonly signer: HeadSigner;
  readonly pseudonyms: Pseudonyms;
  readonly stage: string;
  /** Unix milliseconds. */
  readonly now: () => number;
}

/**
 * Seals one window: its records, then its head. What is there already is never written again. Records without a head
 * are those of a run that was cut off: they are taken as they are, so that the head says of them what is true.
 *
 * @param before the head of the window before; undefined for the first
 * @throws {Error} where records are there that this sealer cannot have written
 */
export async function sealWindow(
  sealer: Sealer,
  window: SealWindow,
  before: SignedHead | undefined,
): Promise<SignedHead> {
  const { bucket, signer, stage, now } = sealer;
  const keys = objectKeys(window);
  const previousHead = before ? hashOfHead(before.head) : NO_HEAD;
  const records = (await leftover(sealer, window, previousHead)) ?? (await newRecords(sealer, window, previousHead));
  const signed = await signHead({ stage, window, records, previousHead, now: now() }, signer);
  if ((await bucket.writeOnce(keys.head, packHead(signed))) === 'written') return signed;
  const present = await bucket.object(keys.head);
  const head = present && parseHead(present);
  if (head) return head;
  throw new Error(`The head of the window ${nameOfWindow(window)} is there and cannot be read.`);
}

async function newRecords(sealer: Sealer, window: SealWindow, previousHead: string): Promise<SealedRecord[]> {
  const entries = await eventsForWindow(sealer, window);
  const masked = await Promise.all(
    entries.map(async ({ event, late }) => ({ late, event: await sealer.pseudonyms.of(event) })),
  );
  const records = chainRecords(inSealedOrder(masked), previousHead);
  if (records.length === 0) return [];
  const written = await sealer.bucket.writeOnce(objectKeys(window).records, packRecords(records));
  if (written === 'written') return records;
  return (await leftover(sealer, window, previousHead)) ?? records;
}

/** Records that lie there without a head; undefined where there are none. */
async function leftover(
  { bucket }: Sealer,
  window: SealWindow,
  previousHead: string,
): Promise<SealedRecord[] | undefined> {
  const object = await bucket.object(objectKeys(window).records);
  if (!object) return undefined;
  const records = unpackRecords(object);
  const chained = chainRecords(
    records.map(({ event, late }) => ({ event, late: late === true })),
    previousHead,
  );
  const same = records.length > 0 && records.every(({ hash }, index) => hash === chained[index]?.hash);
  if (same) return records;
  throw new Error(`The records of the window ${nameOfWindow(window)} are not chained as the sealer chains them.`);
}
