/**
 * The sealed copy of the audit trail, as it lies in the bucket. Time is cut into windows of five minutes. Each window
 * has a signed head, also where nothing happened; its records are chained by SHA-256, and so are the heads:
 *
 *     audit/2026/11/21/10-05.head.json     SignedHead
 *     audit/2026/11/21/10-05.jsonl.gz      SealedRecord per line; absent where the window is empty
 *
 * Hashes are hexadecimal SHA-256: of a record, over the bytes of its line without the hash itself; of a head, over its
 * canonical JSON (functions/core/json/canonical.ts). Both are written as JSON.stringify writes them, and anything else
 * counts as changed.
 */
import * as z from 'zod';

export const SEALED_PREFIX = 'audit/';

/** Alias of the key that signs the heads of a stage. */
export const signingKeyAlias = (stage: string) => `alias/manifold-${stage}-audit`;

/** Length of a window. It divides an hour, so a window lies in one hour's partitions of the audit table. */
export const WINDOW_MS = 5 * 60_000;
/**
 * How long after its end a window is closed: a minute for a writer whose clock is behind, one for a sealer whose clock
 * is ahead, one for writes that are repeated. What comes later still is found and sealed as late.
 */
export const GRACE_MS = 3 * 60_000;
/** Ages at which a sealed window is looked through once more for late events: an hour and a day. */
export const LATE_LOOKS_MS: readonly number[] = [60 * 60_000, 24 * 60 * 60_000];

/** A call lasts no longer: a task waits five minutes for its runner at most, and a function works for fifteen. */
export const LONGEST_CALL_MS = 20 * 60_000;
/** Age at which a call without an outcome is closed as `unknown`: that of the first look for late events. */
export const CLOSED_AFTER_MS = 60 * 60_000;

const Hash = z.string().regex(/^[0-9a-f]{64}$/);

/** An event as it is sealed: that of the table, its people under pseudonyms. What it holds beyond is kept as it is. */
export const SealedEvent = z.looseObject({
  callId: z.string(),
  phase: z.enum(['intent', 'outcome']),
  at: z.string(),
  tenant: z.string(),
  principal: z.string(),
});
export type SealedEvent = z.infer<typeof SealedEvent>;

export const SealedRecord = z.strictObject({
  /** Place in the window, from 0. */
  index: z.int().nonnegative(),
  /** Hash of the record before; of the first, that of the window's predecessor's head. */
  previous: Hash,
  /** True where the event belongs to an earlier window and arrived after that was closed. */
  late: z.literal(true).optional(),
  event: SealedEvent,
  /** Hash of all of the above, as it stands in the line; the last member of it. */
  hash: Hash,
});
export type SealedRecord = z.infer<typeof SealedRecord>;

/** `previousHead` of the first head there is. */
export const NO_HEAD = '0'.repeat(64);

/** In the first format, which is read and not written any more, records are hashed as canonical JSON and objects are not. */
export const SEAL_FORMATS = ['manifold-audit-1', 'manifold-audit-2'] as const;

/** Members are in the order in which they are written. */
export const WindowHead = z.strictObject({
  format: z.enum(SEAL_FORMATS),
  stage: z.string(),
  /** Bounds of the window, ISO 8601 in UTC; `to` is not in it. */
  from: z.iso.datetime({ precision: 3 }),
  to: z.iso.datetime({ precision: 3 }),
  /** Records of the window, and how many of them came late. */
  count: z.int().nonnegative(),
  late: z.int().nonnegative(),
  /** Hash of the first and of the last record; absent where there is none. */
  firstHash: Hash.optional(),
  lastHash: Hash.optional(),
  /** Hash of the object of the records as it lies in the bucket; absent where there is none, and in the first format. */
  objectHash: Hash.optional(),
  previousHead: Hash,
  sealedAt: z.iso.datetime({ precision: 3 }),
  /** SHA-256 of the signing key's public half (DER, SPKI). */
  keyFingerprint: Hash,
});
export type WindowHead = z.infer<typeof WindowHead>;

/** ECDSA on P-256 over SHA-256 of the canonical head (KMS: ECDSA_SHA_256); DER, base64. */
export const SignedHead = z.strictObject({ head: WindowHead, signature: z.base64() });
export type SignedHead = z.infer<typeof SignedHead>;
