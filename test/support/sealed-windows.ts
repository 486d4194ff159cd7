import { generateKeyPairSync, type KeyObject, sign } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import { canonicalJson } from '../../functions/core/json/canonical.ts';
import { chainRecord, sha256, type ToSeal } from '../../functions/platform/audit/chain.ts';
import { fingerprintOf, type HeadSigner, packHead, signHead } from '../../functions/platform/audit/head.ts';
import { NOTHING_SEALED, type SegmentBounds, segmentsOf } from '../../functions/platform/audit/segments.ts';
import { headKey, oldRecordsKey, type SealWindow, segmentKey } from '../../functions/platform/audit/windows.ts';
import type { SealedRecord, SignedHead, WindowHead } from '../../schemas/sealed-audit.ts';

export type SealedFormat = 'manifold-audit-2' | 'manifold-audit-3';

export interface KeyPair {
  readonly publicKey: KeyObject;
  readonly privateKey: KeyObject;
}

export const keyPair = (): KeyPair => generateKeyPairSync('ec', { namedCurve: 'P-256' });

export const signerWith = ({ publicKey, privateKey }: KeyPair): HeadSigner => ({
  fingerprint: async () => fingerprintOf(publicKey),
  sign: async (message) => sign('sha256', message, privateKey),
});

/** The records of a window, chained in the order given. */
export function chained(events: readonly ToSeal[], previousHead: string): SealedRecord[] {
  let previous = previousHead;
  return events.map((event, index) => {
    const record = chainRecord(event, { index, previous });
    previous = record.hash;
    return record;
  });
}

/** Records as one object of the bucket. */
export const packed = (records: readonly SealedRecord[]): Buffer =>
  gzipSync(records.map((record) => `${JSON.stringify(record)}\n`).join(''));

export interface WindowToSeal {
  readonly format: SealedFormat;
  readonly window: SealWindow;
  /** In the order of their records. */
  readonly events: readonly ToSeal[];
  readonly previousHead: string;
  readonly signer: HeadSigner;
  readonly bounds?: SegmentBounds;
}

/** The key of the first object of a window's records. */
export const firstRecordsKey = (format: SealedFormat, window: SealWindow): string =>
  format === 'manifold-audit-2' ? oldRecordsKey(window) : segmentKey(window, 0);

/** Seals a window into a map of objects, as a sealer of that format does. */
export async function sealWindowInto(objects: Map<string, Uint8Array>, sealing: WindowToSeal): Promise<SignedHead> {
  const { format, window, events, previousHead, signer, bounds } = sealing;
  if (format === 'manifold-audit-2') return sealOldWindow(objects, sealing);
  let sums = NOTHING_SEALED;
  for await (const segment of segmentsOf(inTurn(events), { previousHead }, bounds)) {
    objects.set(segmentKey(window, segment.number), segment.object);
    sums = segment.sums;
  }
  const signed = await signHead({ stage: 'test', window, sums, previousHead, now: window.to }, signer);
  objects.set(headKey(window), packHead(signed));
  return signed;
}

async function* inTurn<Item>(items: readonly Item[]): AsyncGenerator<Item> {
  yield* items;
}

async function sealOldWindow(
  objects: Map<string, Uint8Array>,
  { window, events, previousHead, signer }: WindowToSeal,
): Promise<SignedHead> {
  const records = chained(events, previousHead);
  const object = records.length > 0 ? packed(records) : undefined;
  const head: WindowHead = {
    format: 'manifold-audit-2',
    stage: 'test',
    from: new Date(window.from).toISOString(),
    to: new Date(window.to).toISOString(),
    count: records.length,
    late: records.filter(({ late }) => late).length,
    ...(object ? { firstHash: records[0]?.hash, lastHash: records.at(-1)?.hash, objectHash: sha256(object) } : {}),
    previousHead,
    sealedAt: new Date(window.to).toISOString(),
    keyFingerprint: await signer.fingerprint(),
  };
  const signature = Buffer.from(await signer.sign(Buffer.from(canonicalJson(head)))).toString('base64');
  if (object) objects.set(oldRecordsKey(window), object);
  objects.set(headKey(window), packHead({ head, signature }));
  return { head, signature };
}
