import { ManifoldError } from '../../core/errors/manifold-error.ts';

/** As API Gateway hands them on: every value under its name, names as the client wrote them. */
export type MultiValueHeaders = Readonly<Record<string, readonly string[] | undefined>>;

/** Bytes of one header with all its values. */
export const MAX_HEADER_BYTES = 8 * 1024;

/**
 * Headers that say one thing: sent twice, one part of the way may read the first and the next part the last. All
 * headers of the protocol (`mcp-…`) are among them.
 */
const SINGLE = new Set([
  'authorization',
  'content-encoding',
  'content-length',
  'content-type',
  'host',
  'idempotency-key',
  'last-event-id',
  'origin',
  'traceparent',
  'transfer-encoding',
  'x-api-key',
  'x-http-method-override',
]);
/** Of those, the ones whose value never has a comma: one there means that somebody has joined two headers. */
const NEVER_A_LIST = new Set([
  'authorization',
  'content-length',
  'host',
  'mcp-protocol-version',
  'mcp-session-id',
  'origin',
  'traceparent',
]);

/** RFC 9110, 5.6.2. */
const TOKEN = /^[!#$%&'*+.^_`|~0-9a-z-]+$/;
/** RFC 9110, 5.5: what may not be in a value; CR, LF and NUL end it early for some readers. */
const CONTROL = /[\p{Cc}--\t]/v;

/**
 * Refuses headers that two readers could read differently (requirement A20): those for one value that come more than
 * once, whatever the case of their names; line breaks, NUL and other control characters; names that are none;
 * more than 8 KB. Values are never told: they may be credentials.
 *
 * @throws {ManifoldError} E2001 with the header's name
 */
export function checkHeaders(headers: MultiValueHeaders): void {
  const seen = new Set<string>();
  for (const [written, values] of Object.entries(headers)) {
    const name = written.toLowerCase();
    if (!TOKEN.test(name)) throw refused('', 'A header has a name with characters that no name has.');
    if (!values) continue;
    const isSingle = SINGLE.has(name) || name.startsWith('mcp-');
    if (isSingle && (values.length > 1 || seen.has(name))) {
      throw refused(name, `The header "${name}" came more than once.`, 'Send it once.');
    }
    seen.add(name);
    checkValues(name, values);
  }
}

function checkValues(name: string, values: readonly string[]): void {
  let bytes = 0;
  for (const value of values) {
    bytes += Buffer.byteLength(value);
    if (CONTROL.test(value)) throw refused(name, `The header "${name}" has a line break or another control character.`);
    if (NEVER_A_LIST.has(name) && value.includes(',')) {
      throw refused(name, `The header "${name}" has several values in one.`, 'Send one value.');
    }
  }
  if (bytes > MAX_HEADER_BYTES) {
    throw refused(name, `The header "${name}" has ${bytes} bytes; at most ${MAX_HEADER_BYTES} are allowed.`);
  }
}

function refused(name: string, message: string, suggestion?: string): ManifoldError {
  const field = name.slice(0, 64);
  return new ManifoldError('E2001', message, { details: { field, suggestion } });
}
