import { generateKeyPairSync, sign } from 'node:crypto';
import { sealDue } from '../../functions/audit-sealer/seal-due.ts';
import type { AuditTable } from '../../functions/platform/audit/audit-trail.ts';
import { unpackRecords } from '../../functions/platform/audit/chain.ts';
import { fingerprintOf } from '../../functions/platform/audit/head.ts';
import { pseudonyms } from '../../functions/platform/audit/pseudonyms.ts';
import { windowOfKey } from '../../functions/platform/audit/windows.ts';
import type { IdentityTable } from '../../functions/platform/identity/revocations.ts';
import type { SealedRecord } from '../../schemas/sealed-audit.ts';
import type { SealSource } from '../../scripts/audit/seal-source.ts';

/** A sealed copy in memory, signed by a separate key. */
export interface MemorySeal extends SealSource {
  /** Every sealed record, in order. */
  records(): SealedRecord[];
}

/** Seals the events of the table as of a moment (Unix milliseconds), so that no test waits for a window to close. */
export async function sealInMemory(audit: AuditTable, identity: IdentityTable, now: number): Promise<MemorySeal> {
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const objects = new Map<string, Uint8Array>();
  const recordKeys = () => [...objects.keys()].filter((key) => key.endsWith('.jsonl.gz')).sort();
  const bucket = {
    object: async (key: string) => objects.get(key),
    writeOnce: async (key: string, body: Uint8Array) => {
      objects.set(key, body);
      return 'written' as const;
    },
    lastSealed: async () => windowOfKey([...objects.keys()].at(-1) ?? ''),
  };
  const signer = {
    fingerprint: async () => fingerprintOf(publicKey),
    sign: async (message: Uint8Array) => sign('sha256', message, privateKey),
  };
  const sealer = { audit, pseudonyms: pseudonyms(identity), bucket, signer, stage: 'memory', now: () => now };
  await sealDue(sealer, () => true);
  return {
    object: bucket.object,
    firstKey: async () => [...objects.keys()].sort()[0],
    async *recordKeys() {
      yield* recordKeys();
    },
    publicKey: async () => publicKey,
    close: () => undefined,
    records: () => recordKeys().flatMap((key) => unpackRecords(objects.get(key) ?? new Uint8Array())),
  };
}
