import type { CallContext } from '../../../schemas/invocation.ts';
import { type Dispatcher, egressDispatcher } from '../../core/egress/egress-dispatcher.ts';
import { checkDestination, egressFetch } from '../../core/egress/egress-fetch.ts';
import type { Resolve } from '../../core/egress/egress-guard.ts';
import { type EgressRule, egressRule } from '../../core/egress/egress-rule.ts';
import { providerRequest } from '../../core/egress/request-span.ts';
import { toManifoldError } from '../../core/errors/manifold-error.ts';
import { outgoingTrace } from '../../core/tracing/outgoing-trace.ts';
import type { Breakers } from '../breaker/breaker.ts';
import { admitRequest, noteSent, verdictOn, verdictOnError } from '../breaker/call-scope.ts';
import { type EgressAgents, egressAgents } from './egress-agents.ts';

export type OutboundFetch = (
  input: string | URL | Request,
  init: RequestInit | undefined,
  context: Pick<CallContext, 'traceparent' | 'tracestate' | 'correlationId'>,
) => Promise<Response>;

/** The ways in which a family sends requests: `fetch`, and agents and dispatcher for SDKs. All follow the same rule. */
export interface Outbound {
  readonly fetch: OutboundFetch;
  /** For SDKs that take `http.Agent` and `https.Agent`. */
  readonly agents: EgressAgents;
  /** For SDKs that take a dispatcher of undici. */
  readonly dispatcher: Dispatcher;
}

/**
 * Opens the ways to send requests (requirement A20): only to hosts that the manifest declares, only to addresses that
 * are public or belong to a host that it names as private, and with a connection to exactly the address that was
 * checked.
 *
 * @param egress hosts as egress.ts reads them
 * @param options.resolve resolver of names, for tests
 * @param options.breakers checked before each request of `fetch` and of the agents, but not of the dispatcher
 */
export function openOutbound(
  egress: readonly string[],
  settings: Record<string, string>,
  options: { resolve?: Resolve; breakers?: Breakers } = {},
): Outbound {
  const rule = egressRule(egress, settings);
  const dispatcher = egressDispatcher(rule, { resolve: options.resolve, onSend: noteSent });
  return {
    fetch: guardedFetch({ rule, dispatcher, ...options }),
    agents: egressAgents(rule, options),
    dispatcher,
  };
}

/**
 * `fetch` to the hosts that the manifest declares, with the caller's trace context. Redirects are not followed: their
 * status and location are the answer.
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
    checkDestination(rule, url);
    const headers = new Headers(init?.headers ?? (input instanceof Request ? input.headers : undefined));
    const method = init?.method ?? (input instanceof Request ? input.method : 'GET');
    const ended = breakers ? await admitRequest(breakers, url.host) : async () => undefined;
    return providerRequest({ method, host: url.host }, async () => {
      for (const [name, value] of Object.entries(outgoingTrace(context))) headers.set(name, value);
      try {
        const response = await egressFetch(input, { ...init, headers, dispatcher });
        await ended(verdictOn(response.status));
        return response;
      } catch (thrown) {
        const error = toManifoldError(thrown);
        await ended(verdictOnError(error));
        throw error;
      }
    });
  };
}
