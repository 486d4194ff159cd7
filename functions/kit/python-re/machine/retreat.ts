import { CHOICE, LAZY_BASE } from './backtrack-stack.ts';
import { lengthenLazy, shortenGreedy } from './set-runs.ts';
import { type State, word } from './state.ts';

/** Goes back to the last choice that is left, and puts registers back on the way. Address to go on at; -1 if none is. */
export function retreat(state: State): number {
  const { stack, registers } = state;
  while (stack.top > 0) {
    stack.top -= 3;
    const first = word(stack.words, stack.top);
    const second = word(stack.words, stack.top + 1);
    const third = word(stack.words, stack.top + 2);
    state.steps += 1;
    if (first < 0) {
      registers[-1 - first] = second;
    } else if (third === CHOICE) {
      state.position = second;
      return first;
    } else {
      const next =
        third >= 0
          ? shortenGreedy(state, first, { from: third, to: second })
          : lengthenLazy(state, first, { from: second, turns: LAZY_BASE - third });
      if (next >= 0) return next;
    }
  }
  return -1;
}
