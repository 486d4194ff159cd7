import type { LookupFunction } from 'node:net';
import { guardedLookup, type Resolve, reachOf } from './egress-guard.ts';
import type { EgressRule } from './egress-rule.ts';

/** The dispatcher (undici) through which `fetch` sends its requests. */
export type Dispatcher = NonNullable<RequestInit['dispatcher']>;
type AgentClass = new (options: { connect: { lookup: LookupFunction } }) => Dispatcher;

/** Symbols under which every copy of undici keeps the dispatcher of `fetch`, by version of the interface. */
const GLOBAL_DISPATCHERS = ['undici.globalDispatcher.1', 'undici.globalDispatcher.2'].map((name) => Symbol.for(name));

export interface DispatcherParts {
  /** Resolver of host names; tests set their own. */
  resolve?: Resolve;
  /** Called before each request that the rule lets pass. */
  onSend?: () => void;
}

/**
 * A dispatcher that opens connections only to declared hosts, and only to the addresses that were checked. Each hop of
 * a redirect is checked too. A refusal is the `cause` of the `TypeError` with which `fetch` rejects.
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

/** Makes this dispatcher the default of every `fetch` of the process. */
export function setGlobalDispatcher(dispatcher: Dispatcher): void {
  for (const symbol of GLOBAL_DISPATCHERS) {
    Object.defineProperty(globalThis, symbol, { value: dispatcher, writable: true, configurable: false });
  }
}

let agentClass: AgentClass | undefined;

/**
 * The class `Agent` of the undici inside Node, which Node's own `fetch` uses. Node exports only the instance in use. A
 * copy from npm would add 280 kB to every bundle, and would have to match the version of the dispatcher interface.
 *
 * @throws {Error} at start, if this version of Node does not show the instance: connections must not go unchecked
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
