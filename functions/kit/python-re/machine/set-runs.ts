import { ANYTHING, type CharSet, TABLE_SIZE } from '../chars/char-set.ts';
import * as op from '../compile/program.ts';
import { LAZY_BASE } from './backtrack-stack.ts';
import { before, isAt, step } from './positions.ts';
import { type State, word } from './state.ts';

/** Words of GREEDY, LAZY and POSSESSIVE. */
const SIZE = 5;

/** Begins the repeat of a set at `pc`. Whether the set occurs often enough. */
export function beginRun(state: State, pc: number): boolean {
  const { stack } = state;
  const { code, sets } = state.program;
  const set = sets[word(code, pc + 1)] ?? ANYTHING;
  const least = word(code, pc + 2);
  const turns = word(code, pc + 3) - least;
  const from = skipExactly(state, set, least);
  if (from < 0) return false;
  if (word(code, pc) === op.LAZY) {
    if (turns > 0) stack.push(pc, from, LAZY_BASE - turns);
    state.position = from;
    return true;
  }
  const to = skipMost(state, { set, from, turns });
  state.steps += to - state.position;
  if (word(code, pc) === op.POSSESSIVE) {
    state.position = to;
    return true;
  }
  return endGreedy(state, pc, { from, to });
}

/** Gives back a character of a greedy run. Address to continue at; -1 if the run has no character left. */
export function shortenGreedy(state: State, pc: number, { from, to }: Reach): number {
  const shorter = before(state.text, to, from);
  return endGreedy(state, pc, { from, to: shorter }) ? pc + SIZE : -1;
}

/** Takes one character more into a lazy run. Address to continue at; -1 if no further character matches. */
export function lengthenLazy(state: State, pc: number, { from, turns }: { from: number; turns: number }): number {
  const { text, end, stack } = state;
  const { code, sets } = state.program;
  const set = sets[word(code, pc + 1)] ?? ANYTHING;
  const next = nextSet(state, pc);
  let position = from;
  let left = turns;
  do {
    if (left === 0) return -1;
    left -= 1;
    position = step(set, text, position, end);
    state.steps += 1;
    if (position < 0) return -1;
  } while (next && !isAt(next, text, position, end));
  if (left > 0) stack.push(pc, position, LAZY_BASE - left);
  state.position = position;
  return pc + SIZE;
}

/** What has to follow a run; undefined if that can be anything. */
function nextSet({ program: { code, sets } }: State, pc: number): CharSet | undefined {
  const index = word(code, pc + 4);
  return index < 0 ? undefined : sets[index];
}

/** Where a run may end at the earliest, and at the latest. */
interface Reach {
  readonly from: number;
  readonly to: number;
}

/** Ends a greedy run as late as what follows can match. */
function endGreedy(state: State, pc: number, { from, to }: Reach): boolean {
  const next = nextSet(state, pc);
  const chosen = next ? lastBefore(state, next, { from, to }) : to;
  state.steps += to - chosen;
  if (chosen < from) return false;
  if (chosen > from) state.stack.push(pc, chosen, from);
  state.position = chosen;
  return true;
}

/** Last position in the reach that has a character of the set; the position before the reach, if no character is in the set. */
function lastBefore({ text, end }: State, set: CharSet, { from, to }: Reach): number {
  let position = to;
  while (position >= from && !isAt(set, text, position, end)) position = before(text, position, from);
  return position;
}

function skipExactly({ text, end, position }: State, set: CharSet, count: number): number {
  let next = position;
  for (let left = count; left > 0 && next >= 0; left -= 1) next = step(set, text, next, end);
  return next;
}

function skipMost({ text, end }: State, { set, from, turns }: { set: CharSet; from: number; turns: number }): number {
  const { table } = set;
  let position = from;
  for (let left = turns; left > 0 && position < end; left -= 1) {
    const unit = text.charCodeAt(position);
    if (unit < TABLE_SIZE) {
      if (table[unit] === 0) return position;
      position += 1;
    } else {
      const next = step(set, text, position, end);
      if (next < 0) return position;
      position = next;
    }
  }
  return position;
}
