import type { CallContext } from '../../../schemas/invocation.ts';
import { type Dispatcher, egressDispatcher } from '../../core/egress/egress-dispatcher.ts';
import { type Resolve, reachOf } from '../../core/egress/egress-guard.ts';
import { type EgressRule, egressRule } from '../../core/egress/egress-rule.ts';
import { ManifoldError } from '../../core/errors/manifold-error.ts';
import { handedOn } from '../../core/tracing/handed-on.ts';
import type { Breakers } from '../breaker/breaker.ts';
import { admitRequest, verdictOn, verdictOnError } from '../breaker/call-scope.ts';
import { boundedAnswer } from './answer-body.ts';
import { type EgressAgents, egressAgents } from './egress-agents.ts';
import { providerRequest } from './provider-request.ts';

export type OutboundFetch = (
  input: string | URL | Request,
  init: RequestInit | undefined,
  context: Pick<CallContext, 'traceparent' | 'tracestate' | 'correlationId'>,
) => Promise<Response>;

/** The ways out of a family: its own `fetch`, and what SDKs take. All of them keep to the same rule. */
export interface Outbound {
  readonly fetch: OutboundFetch;
  /** For SDKs that take `http.Agent` and `https.Agent`. */
  readonly agents: EgressAgents;
  /** For SDKs that take a dispatcher of undici. */
  readonly dispatcher: Dispatcher;
}

/**
 * Opens the ways out (requirement A20): only to the hosts that the manifest declares, only to addresses that are
 * public or belong to a host that it names as private, with a connection to the very address that was checked.
 *
 * @param egress hosts as egress.ts reads them
 * @param options.resolve how names are resolved, for tests
 * @param options.breakers asked before each request of `fetch` and of the agents; not for those of the dispatcher
 */
export function openOutbound(
  egress: readonly string[],
  settings: Record<string, string>,
  options: { resolve?: Resolve; breakers?: Breakers } = {},
): Outbound {
  const rule = egressRule(egress, settings);
  const dispatcher = egressDispatcher(rule, options.resolve);
  return {
    fetch: guardedFetch({ rule, dispatcher, ...options }),
    agents: egressAgents(rule, options),
    dispatcher,
  };
}

/**
 * The one way out of a family: `fetch` to the hosts that the manifest declares, with the caller's trace context.
 * A redirect is not followed: its status and location are the answer.
 */
export function outboundFetch(egress: readonly string[], settings: Record<string, string>): OutboundFetch {
  return openOutbound(egress, settings).fetch;
}

interface FetchParts {
  rule: EgressRule;
  dispatcher: Dispatcher;
  breakers?: Breakers;
}

function guardedFetch({ rule, dispatcher, breakers }: FetchParts): OutboundFetch {
  return async (input, init, context) => {
    const url = new URL(input instanceof Request ? input.url : input);
    checkUrl(url);
    reachOf(rule, url.host);
    const headers = new Headers(init?.headers ?? (input instanceof Request ? input.headers : undefined));
    const method = init?.method ?? (input instanceof Request ? input.method : 'GET');
    const ended = breakers ? await admitRequest(breakers, url.host) : async () => undefined;
    return providerRequest({ method, host: url.host }, async () => {
      for (const [name, value] of Object.entries(handedOn(context))) headers.set(name, value);
      try {
        const response = await fetch(input, { ...init, headers, redirect: 'manual', dispatcher });
        await ended(verdictOn(response.status));
        const signal = init?.signal ?? undefined;
        return boundedAnswer(response, url.host, (cause) => connectionError(url.host, cause, signal));
      } catch (cause) {
        const error = connectionError(url.host, cause, init?.signal ?? undefined);
        await ended(verdictOnError(error));
        throw error;
      }
    });
  };
}

/** @throws {ManifoldError} E5001 for other protocols, and for URLs with a name and a password in them */
function checkUrl({ protocol, username, password }: URL): void {
  if (protocol !== 'https:' && protocol !== 'http:') {
    throw new ManifoldError('E5001', `A family calls http and https alone, not "${protocol}".`);
  }
  if (username !== '' || password !== '') {
    throw new ManifoldError('E5001', 'A URL that a family calls may not hold a user name or password.', {
      details: { suggestion: 'Send credentials in a header.' },
    });
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
