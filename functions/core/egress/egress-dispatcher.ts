import type { LookupFunction } from 'node:net';
import { guardedLookup, type Resolve, reachOf } from './egress-guard.ts';
import type { EgressRule } from './egress-rule.ts';

/** What `fetch` sends its requests through. */
export type Dispatcher = NonNullable<RequestInit['dispatcher']>;
type AgentClass = new (options: { connect: { lookup: LookupFunction } }) => Dispatcher;

/** Where undici, the one inside Node and any other, keeps the dispatcher of `fetch`, by version of its interface. */
const GLOBAL_DISPATCHERS = ['undici.globalDispatcher.1', 'undici.globalDispatcher.2'].map((name) => Symbol.for(name));

export interface DispatcherParts {
  /** How names are resolved, for tests. */
  resolve?: Resolve;
  /** Called before each request that the rule lets pass. */
  onSend?: () => void;
}

/**
 * A dispatcher that opens connections to declared hosts alone, to the very addresses that were checked. Each hop of a
 * redirect passes here too. A refusal is the `cause` of the `TypeError` that `fetch` rejects with.
 */
export function egressDispatcher(
  rule: EgressRule,
  { resolve, onSend = () => undefined }: DispatcherParts = {},
): Dispatcher {
  const Agent = builtInAgent();
  const outside = new Agent({ connect: { lookup: guardedLookup('public', resolve) } });
  // Sees only requests to hosts with the ports that the manifest names as private.
  const inside = new Agent({ connect: { lookup: guardedLookup('private', resolve) } });
  return outside.compose((dispatch) => (options, handler) => {
    const reach = reachOf(rule, new URL(options.origin ?? '').host);
    onSend();
    return reach === 'private' ? inside.dispatch(options, handler) : dispatch(options, handler);
  });
}

/** From now on every `fetch` of the process without a dispatcher of its own goes through this one. */
export function setGlobalDispatcher(dispatcher: Dispatcher): void {
  for (const symbol of GLOBAL_DISPATCHERS) {
    Object.defineProperty(globalThis, symbol, { value: dispatcher, writable: true, configurable: false });
  }
}

let agentClass: AgentClass | undefined;

/**
 * The `Agent` of the undici that Node's own `fetch` is. Node does not export it, only the instance in use; a copy from
 * npm would add 280 kB to every bundle and has to speak the same version of the dispatcher interface.
 *
 * @throws {Error} at start, where a version of Node keeps it elsewhere: no connection is better than an unchecked one
 */
function builtInAgent(): AgentClass {
  agentClass ??= classInUse();
  return agentClass;
}

function classInUse(): AgentClass {
  // Node loads undici with the first use of one of its globals.
  void globalThis.Request;
  for (const symbol of GLOBAL_DISPATCHERS) {
    const inUse: unknown = Reflect.get(globalThis, symbol);
    if (typeof inUse === 'object' && inUse?.constructor.name === 'Agent') return inUse.constructor as AgentClass;
  }
  throw new Error(
    `Node ${process.version} does not show the dispatcher of fetch, so its connections cannot be guarded.`,
  );
}
