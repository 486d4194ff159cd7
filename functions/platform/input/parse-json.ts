import { ManifoldError } from '../../core/errors/manifold-error.ts';
import { fieldPath } from './field-path.ts';
import { findJsonFault } from './scan-json.ts';

/**
 * Parses JSON so that it can mean one thing only: what two parsers read differently, or one reads as something else
 * than was written, is refused (requirement A20; I-JSON, RFC 7493, says the same). Refused are keys that stand twice,
 * `__proto__` and `constructor.prototype`, numbers that a double does not hold, lone surrogates, and 65 levels.
 *
 * @throws {SyntaxError} where the text is not JSON
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
