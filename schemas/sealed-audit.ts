/**
 * The sealed copy of the audit trail, as it lies in the bucket. Time is cut into windows of five minutes. Each window has
 * a signed head, even if nothing happened; its records lie in numbered segments of bounded size:
 *
 *     audit/2026/11/21/10-05.head.json                  SignedHead
 *     audit/2026/11/21/10-05.passed.json                SignedHead of a window that an operator has passed
 *     audit/records/2026/11/21/10-05.000000.jsonl.gz    SealedRecord per line; absent if the window is empty
 *     audit/2026/11/21/10-05.jsonl.gz                   records of the formats 1 and 2, in one object
 *
 * Hashes are hexadecimal SHA-256: of a record, over the bytes of its line without the hash itself; of a head, over its
 * canonical JSON (functions/core/json/canonical.ts). Both are written as JSON.stringify writes them, and anything else
 * counts as changed. Records are chained through all segments of their window, and heads through all windows.
 */
import * as z from 'zod';

export const SEALED_PREFIX = 'audit/';
/** Segments lie apart from heads, so that a query engine reads nothing but records below this prefix. */
export const RECORDS_PREFIX = `${SEALED_PREFIX}records/`;

/** A segment ends with the record that reaches one of these bounds. */
export const SEGMENT_RECORDS = 10_000;
export const SEGMENT_BYTES = 16 * 1024 * 1024;

/** Alias of the key that signs the heads of a stage. */
export const signingKeyAlias = (stage: string) => `alias/manifold-${stage}-audit`;

/**
 * Length of a window. It divides an hour, so the events of a window are in one hour's partitions of the audit table.
 */
export const WINDOW_MS = 5 * 60_000;
/**
 * Time between the end of a window and its sealing: a minute for a writer whose clock is behind, one for a sealer whose
 * clock is ahead, and one for retried writes. Events that arrive later are sealed as late.
 */
export const GRACE_MS = 3 * 60_000;
/** Ages at which the sealer searches a sealed window again for late events: an hour and a day. */
export const LATE_LOOKS_MS: readonly number[] = [60 * 60_000, 24 * 60 * 60_000];

/** Longest duration of a call: a task waits for its runner up to five minutes, and a function runs up to fifteen. */
export const LONGEST_CALL_MS = 20 * 60_000;
/** Age at which a call without an outcome is closed as `unknown`: that of the first search for late events. */
export const CLOSED_AFTER_MS = 60 * 60_000;

const Hash = z.string().regex(/^[0-9a-f]{64}$/);

/** A sealed event: an event of the audit table with pseudonyms in place of people. Unknown fields are kept. */
export const SealedEvent = z.looseObject({
  callId: z.string(),
  phase: z.enum(['intent', 'outcome']),
  at: z.string(),
  tenant: z.string(),
  principal: z.string(),
  /** Absent in events of earlier versions. */
  nonce: z.string().optional(),
});
export type SealedEvent = z.infer<typeof SealedEvent>;

export const SealedRecord = z.strictObject({
  /** Position in the window, from 0. */
  index: z.int().nonnegative(),
  /** Hash of the previous record; for the first record, the hash of the previous window's head. */
  previous: Hash,
  /** True if the event belongs to an earlier window and arrived after that window was sealed. */
  late: z.literal(true).optional(),
  event: SealedEvent,
  /** Hash of the members above as the line holds them. It is the last member. */
  hash: Hash,
});
export type SealedRecord = z.infer<typeof SealedRecord>;

/** `previousHead` of the first head of a stage. */
export const NO_HEAD = '0'.repeat(64);

/**
 * Formats of a window. Only the last is written; the others are read.
 * - 1: records are hashed as canonical JSON, and their object has no hash
 * - 2: all records lie in one object, ordered by time
 * - 3: records lie in segments, ordered as functions/platform/audit/event-order.ts says
 */
export const SEAL_FORMATS = ['manifold-audit-1', 'manifold-audit-2', 'manifold-audit-3'] as const;

/** Head of a window. Its members are written in this order. */
export const WindowHead = z.strictObject({
  format: z.enum(SEAL_FORMATS),
  stage: z.string(),
  /** Bounds of the window, ISO 8601 in UTC; `to` is excluded. */
  from: z.iso.datetime({ precision: 3 }),
  to: z.iso.datetime({ precision: 3 }),
  /** Number of records, and how many of them are late. */
  count: z.int().nonnegative(),
  late: z.int().nonnegative(),
  /** Number of segments; absent in the formats 1 and 2. */
  segments: z.int().nonnegative().optional(),
  /** Hash of the first and of the last record; absent if the window is empty. */
  firstHash: Hash.optional(),
  lastHash: Hash.optional(),
  /**
   * Hash of the objects of the records as they lie in the bucket: in format 2 that of the only object, in format 3 of all
   * segments (`hashOfObjects`). Absent if the window is empty, and in format 1.
   */
  objectHash: Hash.optional(),
  /** The operator's decision to pass a window that could not be sealed: call id and time of its audited intent. */
  passed: z.strictObject({ callId: z.string(), at: z.iso.datetime({ precision: 3 }) }).optional(),
  previousHead: Hash,
  sealedAt: z.iso.datetime({ precision: 3 }),
  /** SHA-256 of the public signing key (DER, SPKI). */
  keyFingerprint: Hash,
});
export type WindowHead = z.infer<typeof WindowHead>;

/** A head with its signature: ECDSA on P-256 over the canonical head (ECDSA_SHA_256 of KMS); DER, base64. */
export const SignedHead = z.strictObject({ head: WindowHead, signature: z.base64() });
export type SignedHead = z.infer<typeof SignedHead>;
