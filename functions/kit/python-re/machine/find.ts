import { hasCode } from '../chars/char-set.ts';
import type { Program } from '../compile/program.ts';
import { budgetFor, type StepBudget } from './budget.ts';
import { after } from './positions.ts';
import { type Attempt, run } from './run.ts';

/** Where to look, and how long. */
export interface FindOptions {
  /** Index to look from. What is before it still counts for `\b`, look-behind and "^". */
  readonly pos?: number | undefined;
  /** Index at which the text is taken as ending. */
  readonly endpos?: number | undefined;
  /** Steps that may be taken, shared with other calls if they get the same; 5 million and 20 a code unit if left out. */
  readonly budget?: StepBudget | undefined;
}

/** Looks for a match at one position. Start and end of each group; undefined if there is no match. */
export function findAt(
  program: Program,
  text: string,
  { mustReachEnd, ...options }: FindOptions & { readonly mustReachEnd: boolean },
): Int32Array | undefined {
  const reach = reachOf(text, options);
  if (reach.start > reach.end) return undefined;
  const registers = new Int32Array(program.registerCount);
  const attempt: Attempt = { text, ...reach, mustReachEnd, mustAdvance: false };
  return run(program, registers, attempt) ? registers : undefined;
}

/** Looks for the first match from a position on. `mustAdvance` is whether an empty one at that position counts not. */
export function findFrom(
  program: Program,
  text: string,
  { mustAdvance = false, ...options }: FindOptions & { readonly mustAdvance?: boolean },
): Int32Array | undefined {
  const { start, end, budget } = reachOf(text, options);
  const { first, startsAtStart } = program;
  const registers = new Int32Array(program.registerCount);
  let at = start;
  for (; at <= end; at = after(text, at, end)) {
    if (startsAtStart && at > 0) break;
    if (first && (at >= end || !hasCode(first, text.codePointAt(at) ?? 0))) continue;
    const attempt = { text, start: at, end, mustReachEnd: false, mustAdvance: mustAdvance && at === start, budget };
    if (run(program, registers, attempt)) return registers;
  }
  budget.take(at - start);
  return undefined;
}

function reachOf(text: string, { pos = 0, endpos = text.length, budget = budgetFor(text) }: FindOptions) {
  const within = (index: number) => Math.min(Math.max(index, 0), text.length);
  return { start: within(pos), end: within(endpos), budget };
}
