import { NO_HEAD, type SignedHead } from '../../schemas/sealed-audit.ts';
import { mapAtOnce } from '../core/at-once.ts';
import type { ToSeal } from '../platform/audit/chain.ts';
import { type HeadSigner, hashOfHead, packHead, signHead, signPassedHead } from '../platform/audit/head.ts';
import type { Pseudonyms } from '../platform/audit/pseudonyms.ts';
import { headOf } from '../platform/audit/sealed-records.ts';
import { type SegmentBounds, segmentsOf } from '../platform/audit/segments.ts';
import { headKey, nameOfWindow, passedKey, type SealWindow, segmentKey } from '../platform/audit/windows.ts';
import type { Closer } from './close-calls.ts';
import { leftover } from './leftover.ts';
import type { PassedWindow } from './passed-windows.ts';
import type { SealedBucket } from './sealed-bucket.ts';
import { UnsealableWindow } from './unsealable-window.ts';
import { eventsForWindow } from './window-events.ts';

/** Everything that the sealer works with. */
export interface Sealer extends Closer {
  readonly bucket: SealedBucket;
  readonly signer: HeadSigner;
  readonly pseudonyms: Pseudonyms;
  readonly stage: string;
  /** Unix milliseconds. */
  readonly now: () => number;
  /** Default: the bounds of schemas/sealed-audit.ts. */
  readonly bounds?: SegmentBounds;
}

/**
 * Seals one window: segment by segment, then its head. No object is ever written again. Segments without a head are those
 * of a run that was cut off; the next run goes on behind them.
 *
 * @param before the head of the window before; undefined for the first
 * @param hasTime asked after each segment
 * @returns the head; undefined if the time is up before the last segment
 * @throws {UnsealableWindow} if objects are there that this sealer cannot have written
 */
export async function sealWindow(
  sealer: Sealer,
  window: SealWindow,
  { before, hasTime }: { before: SignedHead | undefined; hasTime: () => boolean },
): Promise<SignedHead | undefined> {
  const { bucket, signer, stage, now } = sealer;
  const previousHead = previousOf(before);
  let { sums, last } = await leftover(bucket, window, previousHead);
  const events = underPseudonyms(sealer, eventsForWindow(sealer, window, last));
  for await (const segment of segmentsOf(events, { previousHead, before: sums }, sealer.bounds)) {
    const written = await bucket.writeOnce(segmentKey(window, segment.number), segment.object);
    // A run whose lease has ended; the next run takes the segment as it is.
    if (written === 'exists') throw new Error(`Another run has sealed a part of the window ${nameOfWindow(window)}.`);
    sums = segment.sums;
    if (!hasTime()) return undefined;
  }
  const signed = await signHead({ stage, window, sums, previousHead, now: now() }, signer);
  return writeHead(sealer, window, headKey(window), signed);
}

/** Passes a window that cannot be sealed: its head names the decision and no records. Later looks seal its events as late. */
export async function passWindow(
  sealer: Sealer,
  window: SealWindow,
  { before, passed }: { before: SignedHead | undefined; passed: PassedWindow },
): Promise<SignedHead> {
  const { signer, stage, now } = sealer;
  const parts = { stage, window, passed, previousHead: previousOf(before), now: now() };
  return writeHead(sealer, window, passedKey(window), await signPassedHead(parts, signer));
}

const previousOf = (before: SignedHead | undefined) => (before ? hashOfHead(before.head) : NO_HEAD);

async function writeHead({ bucket }: Sealer, window: SealWindow, key: string, signed: SignedHead): Promise<SignedHead> {
  if ((await bucket.writeOnce(key, packHead(signed))) === 'written') return signed;
  const head = await headOf(bucket, window);
  if (head) return head;
  throw new UnsealableWindow(`The head of the window ${nameOfWindow(window)} is there and cannot be read.`);
}

/** Events whose pseudonyms are looked up at once. */
const AT_ONCE = 64;

async function* underPseudonyms({ pseudonyms }: Sealer, entries: AsyncIterable<ToSeal>): AsyncGenerator<ToSeal> {
  const masked = (chunk: readonly ToSeal[]) =>
    mapAtOnce(chunk, AT_ONCE, async ({ event, late }) => ({ late, event: await pseudonyms.of(event) }));
  let chunk: ToSeal[] = [];
  for await (const entry of entries) {
    chunk.push(entry);
    if (chunk.length < AT_ONCE) continue;
    yield* await masked(chunk);
    chunk = [];
  }
  yield* await masked(chunk);
}
