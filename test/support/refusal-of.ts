import { ManifoldError } from '../../functions/core/errors/manifold-error.ts';

/** The error of the catalogue that a call is refused with. */
export async function refusalOf(refused: Promise<unknown>): Promise<ManifoldError> {
  const thrown = await refused.then(
    () => undefined,
    (error: unknown) => error,
  );
  if (thrown instanceof ManifoldError) return thrown;
  throw new Error(`The call was not refused by an error of the catalogue, but ended with ${String(thrown)}.`);
}
