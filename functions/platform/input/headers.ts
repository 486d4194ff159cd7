import { ManifoldError } from '../../core/errors/manifold-error.ts';

/** Headers as API Gateway passes them on: all values by name, with names as the client wrote them. */
export type MultiValueHeaders = Readonly<Record<string, readonly string[] | undefined>>;

/** Limit of all values of one header, in bytes. */
export const MAX_HEADER_BYTES = 8 * 1024;

/**
 * Headers with one value. If one is sent twice, two programs may read different values. All headers of the protocol
 * (`mcp-…`) belong to them too.
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
/** Headers whose value never has a comma; a comma means that a proxy has joined two headers. */
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
/** Characters that a value may not have (RFC 9110, section 5.5): CR, LF and NUL end it early for some programs. */
const CONTROL = /[\p{Cc}--\t]/v;

/**
 * Refuses headers that two programs could read differently (requirement A20): headers with one value that are sent more
 * than once, in any case of their name; line breaks, NUL and other control characters; invalid names; more than 8 KB.
 * Errors never hold a value, which may be a credential.
 *
 * @throws {ManifoldError} E2001 with the header's name
 */
export function checkHeaders(headers: MultiValueHeaders): void {
  const seen = new Set<string>();
  for (const [written, values] of Object.entries(headers)) {
    const name = written.toLowerCase();
    if (!TOKEN.test(name)) throw refused('', 'The name of a header has characters that are not allowed.');
    if (!values) continue;
    const isSingle = SINGLE.has(name) || name.startsWith('mcp-');
    if (isSingle && (values.length > 1 || seen.has(name))) {
      throw refused(name, `The header "${name}" was sent more than once.`, 'Send it once.');
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
