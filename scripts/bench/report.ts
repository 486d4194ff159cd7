import type { FunctionSize } from './init-time.ts';
import type { Inside } from './inside.ts';
import type { Memory } from './memory.ts';
import type { Measured } from './rounds.ts';

export interface Report {
  readonly startup: { buildMs: number; synthMs: number; startMs: number; readyMs: number };
  readonly functions: readonly FunctionSize[];
  readonly memory: { idle: Memory; underLoad: Memory };
  readonly targets: readonly Measured[];
  readonly inside: Inside;
  readonly ratios: Readonly<Record<string, number>>;
}

/** The report for people. Figures are of this machine, at this moment: read them against each other. */
export function render({ startup, functions, memory, targets, inside, ratios }: Report): string {
  return [
    section('Cold start to ready', [
      ['bundle', 'synthesize', 'start', 'in all'],
      [startup.buildMs, startup.synthMs, startup.startMs, startup.readyMs].map((ms) => `${(ms / 1000).toFixed(1)} s`),
    ]),
    section('Functions (init: import in a fresh process, median of 5)', [
      ['bundle', 'size', 'init'],
      ...functions.map(({ name, kilobytes, initMs }) => [
        name,
        `${kilobytes.toFixed(0)} kB`,
        `${initMs.toFixed(0)} ms`,
      ]),
    ]),
    section('Throughput and latency (best round by throughput)', [
      ['target', 'connections', 'requests/s', 'median round', 'p50', 'p99', 'errors'],
      ...targets.map(({ name, connections, best, medianRps, errors }) => [
        name,
        String(connections),
        best.rps.toFixed(0),
        medianRps.toFixed(0),
        `${best.p50.toFixed(1)} ms`,
        `${best.p99.toFixed(1)} ms`,
        String(errors),
      ]),
    ]),
    section('Processor time per request (best round), by part', [
      ['target', 'connections', 'part', 'ms'],
      ...targets.flatMap(({ name, connections, best }) =>
        Object.entries(best.cpu).map(([part, ms]) => [name, String(connections), part, ms.toFixed(2)]),
      ),
    ]),
    section('Processor time of one warm call inside a function, waiting left out', [
      ['handler', 'ms'],
      ...Object.entries(inside).map(([name, ms]) => [name, ms.toFixed(2)]),
    ]),
    section('Ratios', [['of', 'is'], ...Object.entries(ratios).map(([name, ratio]) => [name, ratio.toFixed(2)])]),
    section('Memory of the local cloud, every process', [
      ['', 'processes', 'RSS', 'PSS'],
      ...Object.entries(memory).map(([when, { processes, rssMb, pssMb }]) => [
        when === 'idle' ? 'idle' : 'under load',
        String(processes),
        `${rssMb.toFixed(0)} MB`,
        `${pssMb.toFixed(0)} MB`,
      ]),
    ]),
  ].join('\n');
}

function section(title: string, rows: readonly (readonly string[])[]): string {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  const cell = (text: string, column: number) =>
    column === 0 ? text.padEnd(widths[0] ?? 0) : text.padStart(widths[column] ?? 0);
  return `${title}\n\n${rows.map((row) => `  ${row.map(cell).join('  ')}`.trimEnd()).join('\n')}\n`;
}
