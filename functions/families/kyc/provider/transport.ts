import { ManifoldError } from '../../../core/errors/manifold-error.ts';
import { mayHaveBeenSent } from '../../../core/errors/may-have-been-sent.ts';
import { outcomeUnknown } from '../../../kit/provider/failure-context.ts';
import { wasNeverSent } from '../../../kit/provider/request-errors.ts';
import type { Call } from '../../../kit/tool/call.ts';

/** Part of the deadline that is kept for the answer that the outcome is unknown. */
const MARGIN_MS = 500;

export interface Exchange {
  url: URL;
  init: RequestInit;
  /**
   * What to do if it is not known whether the provider executed the request; absent for requests that may be retried.
   */
  unknownOutcome?: string;
}

export interface RawAnswer {
  status: number;
  headers: Headers;
  text: string;
}

/**
 * Sends one HTTP request and reads the whole answer. The request may take all of the time that is left: the provider bills
 * a request that it takes long to answer as well, so a second one would be paid for twice.
 *
 * @throws {ManifoldError} E4001 if the connection failed or broke, E4002 if the time ran out, E4004 for an
 *   unreadable answer; E3008 instead of these if the request was sent and must not be sent twice
 */
export async function sendRequest(call: Call, { url, init, unknownOutcome }: Exchange): Promise<RawAnswer> {
  const left = call.context.deadline - Date.now() - MARGIN_MS;
  if (left <= 0) throw new ManifoldError('E4002', 'There was no time left to ask the provider.');
  const timer = AbortSignal.timeout(left);
  try {
    const response = await call.fetch(url, { ...init, signal: AbortSignal.any([call.signal, timer]) });
    return { status: response.status, headers: response.headers, text: await response.text() };
  } catch (thrown) {
    // Requests to an undeclared host or with an open breaker were refused before they were sent.
    if (thrown instanceof ManifoldError && !mayHaveBeenSent(thrown.code)) throw thrown;
    if (unknownOutcome && !wasNeverSent(thrown)) {
      throw outcomeUnknown('the provider', unknownOutcome, { cause: thrown });
    }
    if (thrown instanceof ManifoldError && thrown.code === 'E4004') throw thrown;
    if (timer.aborted) {
      throw new ManifoldError('E4002', 'The provider did not answer in time.', {
        cause: thrown,
        details: {
          suggestion: 'The provider may bill this call, and bills another one again. Wait a few minutes first.',
        },
      });
    }
    throw new ManifoldError('E4001', 'The provider could not be reached, or dropped the connection.', {
      cause: thrown,
      details: { suggestion: 'Try again in a moment; nothing has to be changed.' },
    });
  }
}
