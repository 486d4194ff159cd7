import type { ErrorCode, ErrorDetails } from '../../../schemas/errors.ts';
import { ManifoldError } from './manifold-error.ts';

/** One thing that is wrong with the arguments of a call. */
export interface ArgumentFault {
  readonly code: ErrorCode;
  /** A sentence without its end: `"pan" is missing`. */
  readonly problem: string;
  /** Completes the sentence if the fault is the only one: `expected 10 characters`. */
  readonly reason?: string;
  readonly details: ErrorDetails;
}

/** Faults that one answer describes. More would cost a model its context. */
const MOST_DESCRIBED = 20;

/**
 * The error for all faults of a call at once. A single fault is described in `details`, several in `details.faults`; then
 * `details.field` names the first of them, and the code is the lowest.
 *
 * @param faults at least one
 */
export function argumentsError(faults: readonly ArgumentFault[]): ManifoldError {
  const [first, ...others] = faults;
  if (!first) throw new TypeError('An error for arguments needs a fault.');
  if (others.length === 0) {
    const { code, problem, reason, details } = first;
    return new ManifoldError(code, reason === undefined ? `${problem}.` : `${problem}: ${sentenceEnd(reason)}`, {
      details,
    });
  }
  const described = faults.slice(0, MOST_DESCRIBED);
  const more = faults.length - described.length;
  const problems = described.map(({ problem }) => problem).join('; ');
  const [code = first.code] = faults.map((fault) => fault.code).toSorted();
  return new ManifoldError(code, `${faults.length} faults: ${problems}${more > 0 ? `; and ${more} more` : ''}.`, {
    details: { field: first.details.field, faults: described.map(({ details }) => details) },
  });
}

const sentenceEnd = (text: string) => (text.endsWith('.') ? text : `${text}.`);
