import { ANYTHING, type CharSet, TABLE_SIZE } from '../chars/char-set.ts';
import * as op from '../compile/program.ts';
import { LAZY_BASE } from './backtrack-stack.ts';
import { before, step } from './positions.ts';
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

/** Gives back a character of a greedy run. Address to go on at; -1 if there is none to give. */
export function shortenGreedy(state: State, pc: number, { from, to }: Reach): number {
  const shorter = before(state.text, to, from);
  return endGreedy(state, pc, { from, to: shorter }) ? pc + SIZE : -1;
}

/** Takes one character more into a lazy run. Address to go on at; -1 if there is none to take. */
export function lengthenLazy(state: State, pc: number, { from, turns }: { from: number; turns: number }): number {
  const { text, end, stack } = state;
  const { code, sets } = state.program;
  const set = sets[word(code, pc + 1)] ?? ANYTHING;
  const unit = word(code, pc + 4);
  let position = from;
  let left = turns;
  do {
    if (left === 0) return -1;
    left -= 1;
    position = step(set, text, position, end);
    state.steps += 1;
    if (position < 0) return -1;
  } while (unit >= 0 && text.charCodeAt(position) !== unit);
  if (left > 0) stack.push(pc, position, LAZY_BASE - left);
  state.position = position;
  return pc + SIZE;
}

/** Where a run may end at the earliest, and at the latest. */
interface Reach {
  readonly from: number;
  readonly to: number;
}

/** Ends a greedy run as late as what follows can match. */
function endGreedy(state: State, pc: number, { from, to }: Reach): boolean {
  const unit = word(state.program.code, pc + 4);
  const chosen = unit < 0 ? to : lastWithUnit(state, unit, { from, to });
  state.steps += to - chosen;
  if (chosen < from) return false;
  if (chosen > from) state.stack.push(pc, chosen, from);
  state.position = chosen;
  return true;
}

function lastWithUnit({ text, end }: State, unit: number, { from, to }: Reach): number {
  for (let position = Math.min(to, end - 1); position >= from; position -= 1) {
    if (text.charCodeAt(position) === unit) return position;
  }
  return from - 1;
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
