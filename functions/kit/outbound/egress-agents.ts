import type { AgentOptions, ClientRequest, ClientRequestArgs, Agent as HttpAgent } from 'node:http';
import { Agent as HttpsAgent, type RequestOptions } from 'node:https';
import type { Duplex } from 'node:stream';
import { guardedLookup, type Resolve, reachOf } from '../../core/egress/egress-guard.ts';
import type { EgressRule } from '../../core/egress/egress-rule.ts';
import { ManifoldError, toManifoldError } from '../../core/errors/manifold-error.ts';
import type { Breakers } from '../breaker/breaker.ts';
import { watchRequest } from '../breaker/watched-agent.ts';
import { recordAgentRequest } from './record-agent-request.ts';

/** Importing node:http evaluates all of its exports, which loads undici: 30 ms of each cold start. */
const { Agent: BaseHttpAgent } = process.getBuiltinModule('node:http');

/** The method by which a request reaches its agent. Node has had it for long, but its types leave it out. */
const ADD_REQUEST: (this: HttpAgent, request: ClientRequest, options: ClientRequestArgs) => void = Reflect.get(
  BaseHttpAgent.prototype,
  'addRequest',
);

type OnCreate = (error: Error | null, socket: Duplex) => void;

/** Agents for everything that is built on `node:http` and `node:https`: SDKs with axios, node-fetch, got or by hand. */
export interface EgressAgents {
  readonly http: HttpAgent;
  readonly https: HttpsAgent;
}

/** Connections stay open between calls, like those of `fetch`. */
const OPTIONS: AgentOptions = { keepAlive: true };

/**
 * Agents that connect only to declared hosts, and to exactly the addresses that were checked. Each hop of a redirect is
 * a new connection with the same check. A refusal arrives as the request's `error` event.
 *
 * @example
 * new Stripe(key, { httpAgent: agents.https });
 * axios.create({ httpAgent: agents.http, httpsAgent: agents.https });
 */
export function egressAgents(rule: EgressRule, options: AgentParts = {}): EgressAgents {
  return { http: new GuardedHttpAgent(rule, options), https: new GuardedHttpsAgent(rule, options) };
}

export interface AgentParts {
  resolve?: Resolve;
  breakers?: Breakers;
}

class GuardedHttpAgent extends BaseHttpAgent {
  readonly #guard: ConnectionGuard;

  readonly #breakers: Breakers | undefined;

  constructor(rule: EgressRule, { resolve, breakers }: AgentParts) {
    super(OPTIONS);
    this.#guard = connectionGuard(rule, 80, resolve);
    this.#breakers = breakers;
  }

  addRequest(request: ClientRequest, options: ClientRequestArgs): void {
    const send = () => ADD_REQUEST.call(this, request, options);
    const host = hostOf(options, 80);
    recordAgentRequest(request, host);
    if (this.#breakers) watchRequest(this.#breakers, { request, host }, send);
    else send();
  }

  override createConnection(options: ClientRequestArgs, onCreate?: OnCreate): Duplex | null | undefined {
    return this.#guard(options, onCreate, (guarded) => super.createConnection(guarded, onCreate));
  }
}

class GuardedHttpsAgent extends HttpsAgent {
  readonly #guard: ConnectionGuard;

  readonly #breakers: Breakers | undefined;

  constructor(rule: EgressRule, { resolve, breakers }: AgentParts) {
    super(OPTIONS);
    this.#guard = connectionGuard(rule, 443, resolve);
    this.#breakers = breakers;
  }

  addRequest(request: ClientRequest, options: ClientRequestArgs): void {
    const send = () => ADD_REQUEST.call(this, request, options);
    const host = hostOf(options, 443);
    recordAgentRequest(request, host);
    if (this.#breakers) watchRequest(this.#breakers, { request, host }, send);
    else send();
  }

  override createConnection(options: RequestOptions, onCreate?: OnCreate): Duplex | null | undefined {
    return this.#guard(options, onCreate, (guarded) => super.createConnection(guarded, onCreate));
  }
}

type ConnectionGuard = (
  options: ClientRequestArgs,
  onCreate: OnCreate | undefined,
  connect: (guarded: ClientRequestArgs) => Duplex | null | undefined,
) => Duplex | null | undefined;

function connectionGuard(rule: EgressRule, defaultPort: number, resolve?: Resolve): ConnectionGuard {
  return (options, onCreate, connect) => {
    try {
      const reach = reachOf(rule, hostOf(options, defaultPort));
      return connect({ ...options, lookup: guardedLookup(reach, resolve) });
    } catch (thrown) {
      if (!onCreate) throw thrown;
      // Node ignores the socket if there is an error; its type does not say so.
      process.nextTick(onCreate, toManifoldError(thrown));
      return undefined;
    }
  };
}

function hostOf({ socketPath, host, port }: ClientRequestArgs, defaultPort: number): string {
  if (socketPath) throw new ManifoldError('E5001', 'A family may not open a Unix socket.');
  const name = (host ?? 'localhost').toLowerCase();
  const hostname = name.includes(':') && !name.startsWith('[') ? `[${name}]` : name;
  return Number(port ?? defaultPort) === defaultPort ? hostname : `${hostname}:${port}`;
}
