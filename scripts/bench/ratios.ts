import { BARE, CACHED, type HandlerCall, READ } from './handler-calls.ts';
import type { Measured } from './measure-targets.ts';

/** Names of the targets. */
export const TARGETS = {
  echo: 'node:http echo',
  sdk: 'SDK handler on node:http',
  bare: 'SDK handler as a function',
  list: 'front, tools/list',
  call: 'front, read without a cache',
  cached: 'front, read from the cache',
  uncached: 'front, read that the cache lacks, provider of 200 ms',
} as const;

/** The measurement of a target under a number of connections. @throws {Error} if it was not measured */
export function find(measured: readonly Measured[], name: string, connections: number): Measured {
  const found = measured.find((one) => one.name === name && one.connections === connections);
  if (!found) throw new Error(`"${name}" was not measured with ${connections} connections.`);
  return found;
}

/**
 * Throughput of front over that of what it is measured against, in their best rounds. Inside: what the processor
 * would let one instance answer, which is the processor time of a call the other way round.
 */
export function ratiosOf(measured: readonly Measured[], inside: readonly HandlerCall[]): Record<string, number> {
  const rps = (name: string, connections: number) => find(measured, name, connections).best.rps;
  const cpu = (name: string) => inside.find((call) => call.name === name)?.cpuMs ?? Number.NaN;
  return {
    'front, read from the cache : SDK handler, inside a function': cpu(BARE) / cpu(CACHED),
    'front, read without a cache : SDK handler, inside a function': cpu(BARE) / cpu(READ),
    'front, tools/list : SDK handler, inside a function': cpu(BARE) / cpu('front, tools/list'),
    'front, read from the cache : SDK handler as a function, 1 connection':
      rps(TARGETS.cached, 1) / rps(TARGETS.bare, 1),
    'front, read from the cache : SDK handler as a function, 16': rps(TARGETS.cached, 16) / rps(TARGETS.bare, 16),
    'front, read from the cache : SDK handler on node:http, 16': rps(TARGETS.cached, 16) / rps(TARGETS.sdk, 16),
    'front, read from the cache : node:http echo, 16': rps(TARGETS.cached, 16) / rps(TARGETS.echo, 16),
  };
}
