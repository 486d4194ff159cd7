/**
 * The sealed record as a table that query engines read: Athena over the bucket, DuckDB over a downloaded folder. A column
 * keeps its name and type; new ones are added at the end of the event. Raise the version with each change.
 */
export const SEALED_SCHEMA_VERSION = 2;

/** Name of the table in both engines. */
export const SEALED_TABLE = 'sealed_audit';

/** `json`: an object or a value of any type, as JSON text. */
export type ColumnType = 'text' | 'whole' | 'flag' | 'texts' | 'json';

/** Columns of a record beside `event`, and the partition `day` (`2026/11/21`, UTC, of the window that sealed it). */
export const RECORD_COLUMNS = {
  index: 'whole',
  previous: 'text',
  late: 'flag',
  hash: 'text',
} as const satisfies Record<string, ColumnType>;

/** Fields of `event` (schemas/audit-event.ts). */
export const EVENT_COLUMNS = {
  callId: 'text',
  phase: 'text',
  at: 'text',
  correlationId: 'text',
  tenant: 'text',
  principal: 'text',
  credential: 'text',
  address: 'text',
  operation: 'text',
  target: 'text',
  version: 'text',
  argumentsHash: 'text',
  argumentsProjection: 'json',
  decision: 'text',
  policies: 'texts',
  logOnly: 'texts',
  findings: 'texts',
  consent: 'text',
  reasonHash: 'text',
  outcome: 'text',
  errorCode: 'text',
  cached: 'flag',
  asked: 'json',
  subject: 'text',
  before: 'json',
  after: 'json',
  count: 'whole',
  resultHash: 'text',
  latencyMs: 'whole',
  requestBytes: 'whole',
  responseBytes: 'whole',
  nonce: 'text',
} as const satisfies Record<string, ColumnType>;

const ATHENA: Record<ColumnType, string> = {
  text: 'string',
  whole: 'bigint',
  flag: 'boolean',
  texts: 'array<string>',
  json: 'string',
};

/** Type of `event` in Athena; it knows names in lower case alone. */
export const athenaEventType = (): string =>
  `struct<${Object.entries(EVENT_COLUMNS)
    .map(([name, type]) => `${name.toLowerCase()}:${ATHENA[type]}`)
    .join(',')}>`;

export const athenaType = (type: ColumnType): string => ATHENA[type];
