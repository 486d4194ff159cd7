import { lower, lowerAscii } from '../chars/case.ts';
import { after, before } from './positions.ts';
import { type State, word } from './state.ts';

/** Position that many code points before; -1 if there are fewer. */
export function goBack(text: string, position: number, codePoints: number): number {
  let at = position;
  for (let left = codePoints; left > 0; left -= 1) {
    if (at <= 0) return -1;
    at = before(text, at, 0);
  }
  return at;
}

/** Whether a group has matched. While a group is matched again, its end is still the old one, before its start. */
export function conditionHolds({ registers }: State, group: number): boolean {
  const from = word(registers, 2 * group);
  return from >= 0 && word(registers, 2 * group + 1) >= from;
}

/** Goes over the text of a group once more, for the reference at `pc`. Whether it is there. */
export function repeatGroup(state: State, pc: number): boolean {
  const { registers, text, end, position } = state;
  const { code } = state.program;
  const group = word(code, pc + 1);
  if (!conditionHolds(state, group)) return false;
  const from = word(registers, 2 * group);
  const to = word(registers, 2 * group + 1);
  state.steps += to - from;
  if (word(code, pc + 2) === 0) {
    const next = position + to - from;
    if (next > end || !text.startsWith(text.slice(from, to), position)) return false;
    state.position = next;
    return true;
  }
  const low = word(code, pc + 3) === 1 ? lowerAscii : lower;
  let at = position;
  for (let index = from; index < to; index = after(text, index, to)) {
    if (at >= end || low(text.codePointAt(index) ?? 0) !== low(text.codePointAt(at) ?? 0)) return false;
    at = after(text, at, end);
  }
  state.position = at;
  return true;
}
