import type { Inside } from './inside.ts';
import type { Measured } from './rounds.ts';

/** Of a read-only tool call: epoch, audit intent, Invoke, audit outcome. */
const AWS_CALLS = 4;

/**
 * Throughput of front over that of what it is measured against, in their best rounds. Inside: what the processor
 * would let one instance answer, which is the processor time of a call the other way round.
 */
export function ratiosOf(
  [bareAlone, callAlone, echo, sdk, bare, list, call]: Measured[],
  inside: Inside,
): Record<string, number> {
  const ratio = (one?: Measured, other?: Measured) => (one?.best.rps ?? Number.NaN) / (other?.best.rps ?? Number.NaN);
  const cost = (name: string) => inside[name] ?? Number.NaN;
  return {
    'front tools/call : SDK handler, measured inside': cost('SDK handler, tools/call') / cost('front, tools/call'),
    'the same, without front’s AWS calls':
      cost('SDK handler, tools/call') / (cost('front, tools/call') - AWS_CALLS * cost('one AWS call')),
    'front tools/list : SDK handler, measured inside': cost('SDK handler, tools/call') / cost('front, tools/list'),
    'front tools/call : SDK handler as a function': ratio(call, bare),
    'front tools/call : SDK handler as a function, 1 connection': ratio(callAlone, bareAlone),
    'front tools/list : SDK handler as a function': ratio(list, bare),
    'front tools/call : SDK handler on node:http': ratio(call, sdk),
    'front tools/call : node:http echo': ratio(call, echo),
  };
}
