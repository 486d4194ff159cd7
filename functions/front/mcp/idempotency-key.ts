import { ManifoldError } from '../../core/errors/manifold-error.ts';

/** Where a call carries its idempotency key in `_meta`; the header of the same purpose counts where it does not. */
const META_KEY = 'manifold/idempotencyKey';
const MAX_CHARACTERS = 128;

/**
 * The idempotency key of a call. One that cannot be kept as it is gets refused: cut short or left out, the caller would
 * rely on a protection that it does not have, and two calls could be taken for one.
 *
 * @throws {ManifoldError} E2004, also where both places have a key and not the same
 */
export function idempotencyKeyOf(
  meta: Readonly<Record<string, unknown>> | undefined,
  header: string | undefined,
): string | undefined {
  const given = meta?.[META_KEY] ?? header;
  if (given === undefined) return undefined;
  if (header !== undefined && given !== header) {
    throw new ManifoldError('E2004', `_meta["${META_KEY}"] and the header Idempotency-Key hold different keys.`, {
      details: {
        field: `_meta.${META_KEY}, Idempotency-Key`,
        expectedFormat: 'the same key in both, or a key in one of them',
      },
    });
  }
  if (typeof given === 'string' && given.length > 0 && given.length <= MAX_CHARACTERS) return given;
  const provided = typeof given === 'string' ? `${given.length} characters` : `a value of type ${typeof given}`;
  throw new ManifoldError('E2004', `The idempotency key has to be a text of 1 to ${MAX_CHARACTERS} characters.`, {
    details: { field: 'idempotencyKey', providedValue: provided, expectedFormat: `1 to ${MAX_CHARACTERS} characters` },
  });
}
