import { ManifoldError } from '../../../core/errors/manifold-error.ts';

const MOST = 100;

/** @throws {ManifoldError} E2004 if the limit is not a whole number from 1 to 100 */
export function limitOf(text = '20'): number {
  const limit = Number(text);
  if (/^\d+$/.test(text) && limit >= 1 && limit <= MOST) return limit;
  throw new ManifoldError('E2004', '"limit" is not valid.', {
    details: { field: 'limit', expectedFormat: `a whole number from 1 to ${MOST}` },
  });
}
