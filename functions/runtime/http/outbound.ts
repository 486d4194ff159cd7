import type { CallContext } from '../../../schemas/invocation.ts';
import { ManifoldError } from '../errors/manifold-error.ts';
import { egressRule } from './egress.ts';

export type OutboundFetch = (
  input: string | URL | Request,
  init: RequestInit | undefined,
  context: Pick<CallContext, 'traceparent' | 'correlationId'>,
) => Promise<Response>;

/**
 * The one way out of a family: `fetch` to the hosts that the manifest declares, with the caller's trace context.
 * A redirect to another place is not followed. The checks on the resolved address belong here too (A20).
 *
 * @param egress hosts as egress.ts reads them
 */
export function outboundFetch(egress: readonly string[], settings: Record<string, string>): OutboundFetch {
  const allows = egressRule(egress, settings);
  return async (input, init, context) => {
    const url = new URL(input instanceof Request ? input.url : input);
    if (!allows(url.host)) {
      throw new ManifoldError('E5001', `The family does not declare "${url.host}" as a host that it calls.`, {
        details: { suggestion: 'Add the host to "egress" in family.ts.' },
      });
    }
    const headers = new Headers(input instanceof Request ? input.headers : init?.headers);
    if (context.traceparent) headers.set('traceparent', context.traceparent);
    try {
      return await fetch(input, { ...init, headers, redirect: 'manual' });
    } catch (cause) {
      throw connectionError(url.host, cause, init?.signal ?? undefined);
    }
  };
}

function connectionError(host: string, cause: unknown, signal?: AbortSignal): ManifoldError {
  if (signal?.aborted && signal.reason instanceof ManifoldError) return signal.reason;
  if (cause instanceof Error && cause.name === 'TimeoutError') {
    return new ManifoldError('E4002', `The provider at ${host} did not answer in time.`, { cause });
  }
  return new ManifoldError('E4001', `The provider at ${host} could not be reached, or dropped the connection.`, {
    cause,
  });
}
