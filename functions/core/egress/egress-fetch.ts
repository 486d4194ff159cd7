import { ManifoldError } from '../errors/manifold-error.ts';
import { boundedResponse } from './bounded-response.ts';
import type { Dispatcher } from './egress-dispatcher.ts';
import { reachOf } from './egress-guard.ts';
import type { EgressRule } from './egress-rule.ts';

/**
 * Checks a URL before anything is sent.
 * @throws {ManifoldError} E5001 if the rule does not declare the host, the protocol is not http or https, or the URL
 *   holds a
 *   user name or password
 */
export function checkDestination(rule: EgressRule, { protocol, username, password, host }: URL): void {
  if (protocol !== 'https:' && protocol !== 'http:') {
    throw new ManifoldError('E5001', `A family can call only http and https URLs, not "${protocol}".`);
  }
  if (username !== '' || password !== '') {
    throw new ManifoldError('E5001', 'A URL that a family calls may not hold a user name or password.', {
      details: { suggestion: 'Send credentials in a header.' },
    });
  }
  reachOf(rule, host);
}

/**
 * `fetch` through a guarded dispatcher. Redirects are not followed: the answer has their status and location. The body of
 * the answer is bounded (bounded-response.ts).
 * @throws {ManifoldError} E4001 if there is no connection or it breaks, E4002 if the time of `init.signal` runs out, E5001
 *   if the address may not be reached
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
  // fetch wraps the refusal of the connection guard into its own error.
  if (cause instanceof ManifoldError) return cause;
  return new ManifoldError('E4001', `The provider at ${host} could not be reached, or dropped the connection.`, {
    cause: thrown,
  });
}
