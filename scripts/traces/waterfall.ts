import type { Trace, TraceNode } from './trace-tree.ts';

const WIDTH = 1120;
const NAMES = 420;
const ROW = 22;
const HEAD = 34;
const RIGHT = 90;
const COLOURS = ['#2563eb', '#059669', '#9333ea', '#d97706', '#0891b2', '#be185d'];
const FAILED = '#dc2626';

interface Row {
  node: TraceNode;
  depth: number;
}

/** Traces below each other in one SVG, which needs no other file. */
export function waterfall(traces: readonly Trace[]): string {
  const services = [...new Set(traces.flatMap(({ roots }) => rowsOf(roots).map(({ node }) => node.service)))];
  let top = 0;
  const parts = traces.map((trace) => {
    const rows = rowsOf(trace.roots);
    const part = section(trace, rows, { top, services });
    top += HEAD + rows.length * ROW + 16;
    return part;
  });
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${WIDTH}" height="${top}" viewBox="0 0 ${WIDTH} ${top}" font-family="ui-sans-serif, system-ui, sans-serif" font-size="12">`,
    `<rect width="${WIDTH}" height="${top}" fill="#ffffff"/>`,
    ...parts,
    '</svg>',
  ].join('\n');
}

const rowsOf = (nodes: readonly TraceNode[], depth = 0): Row[] =>
  nodes.flatMap((node) => [{ node, depth }, ...rowsOf(node.children, depth + 1)]);

function section(trace: Trace, rows: Row[], { top, services }: { top: number; services: string[] }): string {
  const room = WIDTH - NAMES - RIGHT;
  const scale = room / Math.max(trace.ms, 0.01);
  const title = `${new Date(trace.start).toISOString()} · ${trace.ms.toFixed(1)} ms · ${trace.correlationId}`;
  const lines = rows.map(({ node, depth }, index) => {
    const y = top + HEAD + index * ROW;
    const x = NAMES + Math.min(room, Math.max(0, (node.start - trace.start) * scale));
    const width = Math.max(2, Math.min(node.ms * scale, NAMES + room - x));
    const failed = node.outcome !== 'ok';
    const colour = failed ? FAILED : COLOURS[services.indexOf(node.service) % COLOURS.length];
    const label = `${node.ms.toFixed(1)} ms${failed ? ` ${node.outcome}` : ''}`;
    return [
      `<text x="${12 + depth * 14}" y="${y + 15}" fill="#111827"><tspan fill="#6b7280">${escaped(node.service)}</tspan> ${escaped(node.name)}</text>`,
      `<rect x="${x.toFixed(1)}" y="${y + 4}" width="${width.toFixed(1)}" height="${ROW - 8}" rx="3" fill="${colour}"/>`,
      `<text x="${(x + width + 6).toFixed(1)}" y="${y + 15}" fill="#374151">${escaped(label)}</text>`,
    ].join('');
  });
  return [`<text x="12" y="${top + 22}" font-weight="600" fill="#111827">${escaped(title)}</text>`, ...lines].join(
    '\n',
  );
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
}
