import { ManifoldError } from '../../core/errors/manifold-error.ts';
import { parseJson } from '../../platform/input/parse-json.ts';

/** Requirement A20. Documents that are larger come by presigned upload. */
export const MAX_BODY_BYTES = 1024 * 1024;

/**
 * The JSON body of a request.
 * @throws {ManifoldError} E2006 over 1 MB, E2001 where it could be read in two ways; {SyntaxError} where it is not JSON
 */
export function parseBody(text: string): { value: unknown; bytes: number } {
  const bytes = Buffer.byteLength(text);
  if (bytes > MAX_BODY_BYTES) {
    throw new ManifoldError('E2006', `The request has ${bytes} bytes; at most ${MAX_BODY_BYTES} are allowed.`, {
      details: { expectedFormat: `at most ${MAX_BODY_BYTES} bytes` },
    });
  }
  return { value: parseJson(text), bytes };
}
