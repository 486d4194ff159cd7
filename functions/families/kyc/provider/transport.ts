import { ManifoldError } from '../../../core/errors/manifold-error.ts';
import { mayHaveBeenSent } from '../../../core/errors/may-have-been-sent.ts';
import type { Call } from '../../../kit/tool/call.ts';

/** Time for one attempt that may be repeated: two of them fit into the 30 seconds of a tool, with their pauses. */
const REPEATABLE_MS = 12_000;
/** What is left of the deadline for saying that the outcome is unknown, rather than saying nothing. */
const MARGIN_MS = 500;

export interface Exchange {
  url: URL;
  init: RequestInit;
  /**
   * What to do when nobody knows whether the provider acted on the request; absent for requests that may be repeated.
   */
  unknownOutcome?: string;
}

export interface RawAnswer {
  status: number;
  headers: Headers;
  text: string;
}

/**
 * One HTTP exchange, answer read to its end.
 *
 * @throws {ManifoldError} E4001 where no connection came about or it broke, E4002 where time ran out, E4004 for what is
 *   no answer, E3008 in place of these where the request was on its way and must not be repeated
 */
export async function exchange(call: Call, { url, init, unknownOutcome }: Exchange): Promise<RawAnswer> {
  const left = call.context.deadline - Date.now() - MARGIN_MS;
  if (left <= 0) throw new ManifoldError('E4002', 'There was no time left to ask the provider.');
  const timer = AbortSignal.timeout(unknownOutcome ? left : Math.min(left, REPEATABLE_MS));
  try {
    const response = await call.fetch(url, { ...init, signal: AbortSignal.any([call.signal, timer]) });
    return { status: response.status, headers: response.headers, text: await response.text() };
  } catch (thrown) {
    // What was refused on our side was not sent: a host that is not declared, a provider that is known to be down.
    if (thrown instanceof ManifoldError && !mayHaveBeenSent(thrown.code)) throw thrown;
    if (unknownOutcome && !failedBeforeSending(thrown)) throw outcomeUnknown(unknownOutcome, thrown);
    if (thrown instanceof ManifoldError && thrown.code === 'E4004') throw thrown;
    if (timer.aborted) throw new ManifoldError('E4002', 'The provider did not answer in time.', { cause: thrown });
    throw new ManifoldError('E4001', 'The provider could not be reached, or dropped the connection.', {
      cause: thrown,
      details: { suggestion: 'Try again in a moment; nothing has to be changed.' },
    });
  }
}

/** E3008: the request may or may not have been acted on. */
export function outcomeUnknown(whatToDo: string, cause?: unknown): ManifoldError {
  return new ManifoldError('E3008', `Nobody knows whether the provider acted on this call. ${whatToDo}`, { cause });
}

/** Codes of Node and undici for connections that never stood: not a byte of the request was sent. */
const NEVER_SENT =
  /^(ECONNREFUSED|ENOTFOUND|EAI_AGAIN|ENETUNREACH|EHOSTUNREACH|UND_ERR_CONNECT_TIMEOUT|ERR_TLS_.*|CERT_.*|.*CERTIFICATE.*)$/;

function failedBeforeSending(thrown: unknown): boolean {
  for (let error = thrown; typeof error === 'object' && error !== null; error = (error as { cause?: unknown }).cause) {
    const { code } = error as { code?: unknown };
    if (typeof code === 'string' && NEVER_SENT.test(code)) return true;
  }
  return false;
}
