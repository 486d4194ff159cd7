import { ManifoldError } from '../../core/errors/manifold-error.ts';
import { fieldPath } from '../../core/input/field-path.ts';
import { findJsonFault } from './scan-json.ts';

/**
 * Parses JSON that every parser reads in the same way (requirement A20; I-JSON, RFC 7493). Refused are duplicate keys,
 * `__proto__` and `constructor.prototype`, numbers that a double cannot hold, lone surrogates, and more than 64 levels.
 *
 * @throws {SyntaxError} if the text is not JSON
 * @throws {ManifoldError} E2001 with the field and the reason
 */
export function parseJson(text: string): unknown {
  const value: unknown = JSON.parse(text);
  const fault = findJsonFault(text);
  if (!fault) return value;
  const field = fieldPath(fault.path);
  throw new ManifoldError('E2001', `${field === '' ? 'The request' : `"${field}"`} ${fault.reason}.`, {
    details: { field, suggestion: fault.suggestion },
  });
}

/**
 * Parses the body of a request to the platform's own HTTP API.
 * @throws {ManifoldError} E2001 if it is not JSON, or not JSON that every parser reads in the same way
 */
export function parseJsonBody(body: string): unknown {
  try {
    return parseJson(body);
  } catch (cause) {
    if (cause instanceof ManifoldError) throw cause;
    throw new ManifoldError('E2001', 'The body is not valid JSON.', { cause });
  }
}
