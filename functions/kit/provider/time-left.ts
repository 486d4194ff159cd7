import { ManifoldError } from '../../core/errors/manifold-error.ts';
import type { BackgroundCall, Call } from '../tool/call.ts';

/** A call of a tool, or work in the background such as an event of a provider. */
export type Timed = Pick<Call, 'context'> | Pick<BackgroundCall, 'deadline'>;

/**
 * Part of the deadline that is kept for the answer, so that a provider that does not answer becomes an error in time.
 */
const MARGIN_MS = 500;

/**
 * Milliseconds that a request to a provider may take.
 * @throws {ManifoldError} E5004 if the deadline is too near to send anything
 */
export function timeLeft(provider: string, call: Timed): number {
  const deadline = 'context' in call ? call.context.deadline : call.deadline;
  const left = deadline - Date.now() - MARGIN_MS;
  if (left > 0) return left;
  throw new ManifoldError('E5004', `There was no time left to ask ${provider}; nothing was sent.`, { retryable: true });
}
