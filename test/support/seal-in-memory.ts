import { addClosings } from '../../functions/audit-closer/add-closings.ts';
import { type SealReport, sealDue } from '../../functions/audit-sealer/seal-due.ts';
import type { Sealer } from '../../functions/audit-sealer/seal-window.ts';
import type { SealedBucket } from '../../functions/audit-sealer/sealed-bucket.ts';
import { type AuditTable, auditTrail } from '../../functions/platform/audit/audit-trail.ts';
import { unpackRecords } from '../../functions/platform/audit/chain.ts';
import type { HeadSigner } from '../../functions/platform/audit/head.ts';
import { pseudonyms } from '../../functions/platform/audit/pseudonyms.ts';
import type { SegmentBounds } from '../../functions/platform/audit/segments.ts';
import {
  type SealWindow,
  windowOf,
  windowOfHeadKey,
  windowOfRecordsKey,
} from '../../functions/platform/audit/windows.ts';
import type { IdentityTable } from '../../functions/platform/identity/revocations.ts';
import type { SealedRecord } from '../../schemas/sealed-audit.ts';
import type { SealSource } from '../../scripts/audit/seal-source.ts';
import { keyPair, signerWith } from './sealed-windows.ts';

/** A sealed copy in memory, under a key of its own. */
export interface MemorySeal extends SealSource {
  readonly objects: Map<string, Uint8Array>;
  readonly bucket: SealedBucket;
  readonly signer: HeadSigner;
  /** Every sealed record, in order; or those of the window in which a moment lies. */
  records(moment?: number): SealedRecord[];
  /** Keys of all objects of records, in order. */
  segmentKeys(): string[];
  /** Number of heads. */
  heads(): number;
}

/** An empty sealed copy. */
export function memorySeal(): MemorySeal {
  const pair = keyPair();
  const objects = new Map<string, Uint8Array>();
  const object = async (key: string) => objects.get(key);
  const keys = () => [...objects.keys()].sort();
  const segmentKeys = (window?: SealWindow) =>
    keys().filter((key) => {
      const of = windowOfRecordsKey(key);
      return of && (window === undefined || of.from === window.from);
    });
  return {
    objects,
    object,
    bucket: {
      object,
      async writeOnce(key, body) {
        if (objects.has(key)) return 'exists';
        objects.set(key, body);
        return 'written';
      },
      firstSealed: async () => windowOfHeadKey(keys()[0] ?? ''),
      lastSealed: async () => windowOfHeadKey(keys().findLast((key) => windowOfHeadKey(key)) ?? ''),
    },
    signer: signerWith(pair),
    firstKey: async () => keys()[0],
    async *recordKeys() {
      yield* segmentKeys();
    },
    publicKey: async () => pair.publicKey,
    close: () => undefined,
    records: (moment) =>
      segmentKeys(moment === undefined ? undefined : windowOf(moment)).flatMap((key) =>
        unpackRecords(objects.get(key) ?? new Uint8Array()),
      ),
    segmentKeys: () => segmentKeys(),
    heads: () => keys().filter((key) => windowOfHeadKey(key)).length,
  };
}

export interface SealParts {
  readonly audit: AuditTable;
  readonly identity: IdentityTable;
  /** Unix milliseconds. */
  readonly now: number;
  readonly bounds?: SegmentBounds;
}

/** The sealer of a copy in memory. */
export const sealerOf = ({ bucket, signer }: MemorySeal, { audit, identity, now, ...bounds }: SealParts): Sealer => ({
  audit,
  order: (closings) => addClosings(auditTrail(audit), { closings }),
  bucket,
  signer,
  pseudonyms: pseudonyms(identity),
  stage: 'test',
  now: () => now,
  ...bounds,
});

/** Seals what is due at a moment, into a copy in memory. */
export const sealInto = (seal: MemorySeal, parts: SealParts): Promise<SealReport> =>
  sealDue(sealerOf(seal, parts), () => true);

/** Seals what the table has at a moment, Unix milliseconds, as the sealer will: no test waits for a window to close. */
export async function sealInMemory(audit: AuditTable, identity: IdentityTable, now: number): Promise<MemorySeal> {
  const seal = memorySeal();
  await sealInto(seal, { audit, identity, now });
  return seal;
}
