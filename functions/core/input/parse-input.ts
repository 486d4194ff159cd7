import type * as z from 'zod';
import { ManifoldError } from '../errors/manifold-error.ts';
import { maskValue } from '../errors/mask.ts';
import { didYouMean } from '../errors/suggest.ts';

/**
 * Parses and normalises the arguments of a call by the tool's schema.
 *
 * @throws {ManifoldError} E2002 to E2004 with the first field that is wrong and what would be right
 */
export function parseInput<Schema extends z.ZodObject>(schema: Schema, value: unknown): z.output<Schema> {
  const parsed = schema.safeParse(value, { reportInput: true });
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  if (!issue) throw new ManifoldError('E2002', 'The arguments do not match the tool.');
  throw issueToError(issue, Object.keys(schema.shape));
}

function issueToError(issue: z.core.$ZodIssue, known: string[]): ManifoldError {
  const field = issue.path.join('.');
  if (issue.code === 'unrecognized_keys') {
    const unknown = issue.keys[0] ?? '';
    const suggestion = didYouMean(unknown, known);
    return new ManifoldError('E2002', `"${unknown}" is not an argument of this tool.`, {
      details: {
        field: [...issue.path, unknown].join('.'),
        expectedFormat: `one of ${known.join(', ')}`,
        suggestion: suggestion && `Did you mean "${suggestion}"?`,
      },
    });
  }
  if (issue.code === 'invalid_type' && issue.message.includes('received undefined')) {
    return new ManifoldError('E2003', `"${field}" is missing.`, { details: { field, expectedFormat: issue.expected } });
  }
  return new ManifoldError('E2004', `"${field}" is not valid: ${issue.message}.`, {
    details: {
      field,
      providedValue: issue.input === undefined ? undefined : maskValue(issue.input),
      expectedFormat: issue.message,
    },
  });
}
