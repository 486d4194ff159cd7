import { NO_HEAD, type SealedRecord, type SignedHead } from '../../schemas/sealed-audit.ts';
import type { AuditTable } from '../platform/audit/audit-trail.ts';
import { chainRecords, inSealedOrder, packRecords, readRecords } from '../platform/audit/chain.ts';
import { type HeadSigner, hashOfHead, packHead, parseHead, signHead } from '../platform/audit/head.ts';
import type { Pseudonyms } from '../platform/audit/pseudonyms.ts';
import { nameOfWindow, objectKeys, type SealWindow } from '../platform/audit/windows.ts';
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
  const sealed = (await leftover(sealer, window, previousHead)) ?? (await newRecords(sealer, window, previousHead));
  const signed = await signHead({ stage, window, ...sealed, previousHead, now: now() }, signer);
  if ((await bucket.writeOnce(keys.head, packHead(signed))) === 'written') return signed;
  const present = await bucket.object(keys.head);
  const head = present && parseHead(present);
  if (head) return head;
  throw new Error(`The head of the window ${nameOfWindow(window)} is there and cannot be read.`);
}

/** Records, and their object as it lies in the bucket. */
interface SealedRecords {
  readonly records: readonly SealedRecord[];
  /** Absent where there are none. */
  readonly object?: Uint8Array;
}

async function newRecords(sealer: Sealer, window: SealWindow, previousHead: string): Promise<SealedRecords> {
  const entries = await eventsForWindow(sealer, window);
  const masked = await Promise.all(
    entries.map(async ({ event, late }) => ({ late, event: await sealer.pseudonyms.of(event) })),
  );
  const records = chainRecords(inSealedOrder(masked), previousHead);
  if (records.length === 0) return { records };
  const object = packRecords(records);
  const written = await sealer.bucket.writeOnce(objectKeys(window).records, object);
  if (written === 'written') return { records, object };
  return (await leftover(sealer, window, previousHead)) ?? { records, object };
}

/** Records that lie there without a head; undefined where there are none. */
async function leftover(
  { bucket }: Sealer,
  window: SealWindow,
  previousHead: string,
): Promise<SealedRecords | undefined> {
  const object = await bucket.object(objectKeys(window).records);
  if (!object) return undefined;
  const read = readRecords(object);
  const chained = chainRecords(
    read.map(({ record: { event, late } }) => ({ event, late: late === true })),
    previousHead,
  );
  const same = read.length > 0 && read.every(({ line }, index) => line === JSON.stringify(chained[index]));
  if (same) return { records: chained, object };
  throw new Error(`The records of the window ${nameOfWindow(window)} are not chained as the sealer chains them.`);
}
