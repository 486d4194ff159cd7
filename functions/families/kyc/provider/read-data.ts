import type * as z from 'zod';
import { ManifoldError } from '../../../core/errors/manifold-error.ts';
import { outcomeUnknown } from '../../../kit/provider/failure-context.ts';

/**
 * The data of an answer, checked against its schema.
 *
 * @param unknownOutcome what to do if the outcome is unknown; only for requests that must not be sent twice
 * @throws {ManifoldError} E4004 that names the field, never its value, if the data does not match; E3008 in its
 *   place with `unknownOutcome`
 */
export function readData<Schema extends z.ZodType>(
  schema: Schema,
  data: unknown,
  unknownOutcome?: string,
): z.output<Schema> {
  const parsed = schema.safeParse(data);
  if (parsed.success) return parsed.data;
  if (unknownOutcome) throw outcomeUnknown('the provider', unknownOutcome, { cause: parsed.error });
  const field = parsed.error.issues[0]?.path.join('.') || 'data';
  throw new ManifoldError(
    'E4004',
    `The provider's answer has no usable "${field}": its contract may have changed. Tell the operators.`,
    {
      cause: parsed.error,
    },
  );
}
