import type { Trace, TraceNode } from './trace-tree.ts';

const BAR = 32;
const NAME = 52;

/** A trace as text: for each span a line with its milliseconds, and a bar that shows its time within the request. */
export function printTrace(trace: Trace): string {
  const { start, ms, correlationId, traceIds, roots } = trace;
  const head = `${new Date(start).toISOString()}  ${ms.toFixed(1)} ms  correlation ${correlationId}  trace ${traceIds.join(', ')}`;
  return [head, ...roots.flatMap((root) => branch(root, trace, { own: '', below: '', service: '' }))].join('\n');
}

interface Place {
  own: string;
  below: string;
  /** Function of the parent span; a function is printed only if it differs from that. */
  service: string;
}

function branch(node: TraceNode, trace: Trace, { own, below, service }: Place): string[] {
  const failed = node.outcome === 'ok' ? '' : `  ${node.outcome}`;
  const name = `${own}${node.service === service ? '' : `${node.service}: `}${node.name}`;
  const shown = name.length > NAME ? `${name.slice(0, NAME - 1)}…` : name.padEnd(NAME);
  const line = `${shown} ${node.ms.toFixed(1).padStart(8)}  ${bar(node, trace)}${failed}`;
  const children = node.children.flatMap((child, index) => {
    const isLast = index === node.children.length - 1;
    return branch(child, trace, {
      own: `${below}${isLast ? '└ ' : '├ '}`,
      below: `${below}${isLast ? '  ' : '│ '}`,
      service: node.service,
    });
  });
  return [line.trimEnd(), ...children];
}

function bar({ start, ms }: TraceNode, trace: Trace): string {
  const scale = BAR / Math.max(trace.ms, 0.01);
  const from = Math.min(BAR - 1, Math.max(0, Math.round((start - trace.start) * scale)));
  const length = Math.min(BAR - from, Math.max(1, Math.round(ms * scale)));
  return `${' '.repeat(from)}${'█'.repeat(length)}`;
}
