import type { Program } from '../compile/program.ts';
import { budgetFor, type StepBudget } from './budget.ts';
import { after, isAt } from './positions.ts';
import { run } from './run.ts';

/** The range of a search and its budget. */
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
  mustReachEnd: boolean,
  options: FindOptions,
): Int32Array | undefined {
  const end = within(text, options.endpos ?? text.length);
  const start = within(text, options.pos ?? 0);
  if (start > end || !mayBegin(program, text, start, end)) {
    options.budget?.take(1);
    return undefined;
  }
  const budget = options.budget ?? budgetFor(text);
  return run(program, { text, start, end, mustReachEnd, mustAdvance: false, budget });
}

/** Looks for the first match from a position on. `mustAdvance` is whether an empty one at that position counts not. */
export function findFrom(
  program: Program,
  text: string,
  { mustAdvance = false, ...options }: FindOptions & { readonly mustAdvance?: boolean },
): Int32Array | undefined {
  const start = within(text, options.pos ?? 0);
  const end = within(text, options.endpos ?? text.length);
  const budget = options.budget ?? budgetFor(text);
  let at = start;
  for (; at <= end; at = after(text, at, end)) {
    if (program.startsAtStart && at > 0) break;
    if (!mayBegin(program, text, at, end)) continue;
    const attempt = { text, start: at, end, mustReachEnd: false, mustAdvance: mustAdvance && at === start, budget };
    const found = run(program, attempt);
    if (found) return found;
  }
  budget.take(1 + at - start);
  return undefined;
}

/** Whether a match can begin with what is at a position. */
function mayBegin({ first }: Program, text: string, position: number, end: number): boolean {
  return !first || isAt(first, text, position, end);
}

const within = (text: string, index: number): number => Math.min(Math.max(index, 0), text.length);
