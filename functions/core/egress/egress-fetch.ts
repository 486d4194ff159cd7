import { ManifoldError } from '../errors/manifold-error.ts';
import { boundedResponse } from './bounded-response.ts';
import type { Dispatcher } from './egress-dispatcher.ts';
import { reachOf } from './egress-guard.ts';
import type { EgressRule } from './egress-rule.ts';

/**
 * Decides on a URL before anything is sent.
 * @throws {ManifoldError} E5001 for a host that the rule does not declare, for another protocol than http and https, and for
 *   a URL with a name and a password in it
 */
export function checkDestination(rule: EgressRule, { protocol, username, password, host }: URL): void {
  if (protocol !== 'https:' && protocol !== 'http:') {
    throw new ManifoldError('E5001', `A family calls http and https alone, not "${protocol}".`);
  }
  if (username !== '' || password !== '') {
    throw new ManifoldError('E5001', 'A URL that a family calls may not hold a user name or password.', {
      details: { suggestion: 'Send credentials in a header.' },
    });
  }
  reachOf(rule, host);
}

/**
 * `fetch` through a guarded dispatcher. A redirect is not followed: its status and location are the answer. The body of the
 * answer is bounded (bounded-response.ts).
 * @throws {ManifoldError} E4001 when no connection comes about or it breaks off, E4002 when the time of `init.signal` is over,
 *   E5001 for an address that is out of reach
 */
export async function egressFetch(
  input: string | URL | Request,
  init: RequestInit & { dispatcher: Dispatcher },
): Promise<Response> {
  const { host } = new URL(input instanceof Request ? input.url : input);
  const broken = (cause: unknown) => connectionError(host, cause, init.signal ?? undefined);
  try {
    return boundedResponse(await fetch(input, { ...init, redirect: 'manual' }), host, broken);
  } catch (cause) {
    throw broken(cause);
  }
}

function connectionError(host: string, thrown: unknown, signal?: AbortSignal): ManifoldError {
  if (signal?.aborted && signal.reason instanceof ManifoldError) return signal.reason;
  const { name, cause } = Object(thrown) as { name?: unknown; cause?: unknown };
  if (name === 'TimeoutError') {
    return new ManifoldError('E4002', `The provider at ${host} did not answer in time.`, { cause: thrown });
  }
  // What the guard of connections refused comes wrapped into the error of fetch.
  if (cause instanceof ManifoldError) return cause;
  return new ManifoldError('E4001', `The provider at ${host} could not be reached, or dropped the connection.`, {
    cause: thrown,
  });
}
