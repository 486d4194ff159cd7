import type { CallLine, GatewayLine, LogLines, Span } from './call-lines.ts';

/** One span with the spans that it caused, in the order of their start. */
export interface TraceNode {
  /** Name of the function, or `gateway`. */
  service: string;
  name: string;
  start: number;
  ms: number;
  outcome: string;
  children: TraceNode[];
}

/** The spans of one request to the gateway. */
export interface Trace {
  correlationId: string;
  /** Several ids if the authorizer, which does not read the message, has a trace of its own. */
  traceIds: string[];
  start: number;
  ms: number;
  roots: TraceNode[];
}

export interface Selection {
  /** A trace id or a correlation id. */
  id?: string | undefined;
  /** Most traces to return. */
  last: number;
  order: 'newest' | 'slowest';
}

/** The selected traces, the newest last or the slowest first. */
export function selectTraces(lines: LogLines, { id, last, order }: Selection): Trace[] {
  const found = tracesOf(lines).filter(
    ({ correlationId, traceIds }) => id === undefined || correlationId === id || traceIds.includes(id),
  );
  if (order === 'slowest') return found.sort((a, b) => b.ms - a.ms).slice(0, last);
  return found.sort((a, b) => a.start - b.start).slice(-last);
}

function tracesOf({ calls, requests }: LogLines): Trace[] {
  const byRequest = Map.groupBy(calls, ({ correlation_id }) => correlation_id);
  const gateway = new Map(requests.map((request) => [request.correlationId, request]));
  return [...byRequest].map(([correlationId, own]) => traceOf(correlationId, own, gateway.get(correlationId)));
}

function traceOf(correlationId: string, calls: CallLine[], request: GatewayLine | undefined): Trace {
  const tops = forest(calls);
  const roots = request
    ? [{ service: 'gateway', name: request.text, start: request.start, ms: request.ms, outcome: 'ok', children: tops }]
    : tops;
  const start = Math.min(...roots.map((root) => root.start));
  const end = Math.max(...roots.map((root) => root.start + root.ms));
  return {
    correlationId,
    traceIds: [...new Set(calls.map(({ trace_id }) => trace_id))],
    start,
    ms: end - start,
    roots,
  };
}

/** The spans of a request as trees; a span whose parent was not recorded is a root. */
function forest(calls: CallLine[]): TraceNode[] {
  const spans = calls.flatMap((call) => call.spans.map((span, index) => ({ span, node: nodeOf(call, span, index) })));
  const nodes = new Map(spans.map(({ span, node }) => [span.id, node]));
  const tops: TraceNode[] = [];
  for (const { span, node } of spans) {
    const parent = span.parent === undefined ? undefined : nodes.get(span.parent);
    (parent?.children ?? tops).push(node);
  }
  for (const { children } of nodes.values()) children.sort(byStart);
  return tops.sort(byStart);
}

const byStart = (a: TraceNode, b: TraceNode) => a.start - b.start;

function nodeOf({ service, tool }: CallLine, { name, start, ms, outcome, facts }: Span, index: number): TraceNode {
  const what = [name, index === 0 ? tool : undefined, facts?.table, facts?.status];
  return { service, name: what.filter((part) => part !== undefined).join(' '), start, ms, outcome, children: [] };
}
