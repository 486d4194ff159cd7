import { ANYTHING } from '../chars/char-set.ts';
import * as op from '../compile/program.ts';
import { BacktrackStack, CHOICE } from './backtrack-stack.ts';
import type { StepBudget } from './budget.ts';
import { keepPassed } from './checkpoints.ts';
import { conditionHolds, goBack, repeatGroup } from './looking-back.ts';
import { anchorHolds, step } from './positions.ts';
import { retreat } from './retreat.ts';
import { beginRun } from './set-runs.ts';
import { type State, setRegister, word } from './state.ts';

/** What one attempt to match is about. Positions are indexes of UTF-16 code units. */
export interface Attempt {
  readonly text: string;
  readonly start: number;
  /** The text is taken as ending here. */
  readonly end: number;
  /** Whether the match has to reach the end. */
  readonly mustReachEnd: boolean;
  /** Whether an empty match does not count. */
  readonly mustAdvance: boolean;
  readonly budget: StepBudget;
}

/** Steps after which they are taken from the budget, and after which passed checkpoints are kept. */
const STEPS_AT_ONCE = 4096;

/** The stack of the match under way: there is only one at any time, as matching never waits. */
const stack = new BacktrackStack();

/**
 * Matches at one position. It backtracks on a stack of its own, so that long texts do not exhaust the one of JavaScript.
 * Result: start and end of each group, as the registers of Program; undefined if there is no match. Throws a
 * StepBudgetError.
 */
export function run(program: op.Program, attempt: Attempt): Int32Array | undefined {
  const { text, start, end } = attempt;
  const { registers } = program;
  const state: State = { program, registers, stack, text, end, position: start, passed: undefined, steps: 0 };
  registers.fill(-1);
  registers[0] = start;
  try {
    if (!reachesMatch(state, attempt)) return undefined;
  } finally {
    stack.clear();
  }
  registers[1] = state.position;
  return registers.slice(0, program.groupRegisters);
}

function reachesMatch(state: State, attempt: Attempt): boolean {
  const { program } = state;
  const { code } = program;
  const { start, end, budget } = attempt;
  let pc = 0;
  while (pc >= 0) {
    state.steps += 1;
    if (state.steps > STEPS_AT_ONCE) {
      budget.take(state.steps);
      state.steps = 0;
      state.passed ??= keepPassed(program, start, end);
    }
    if (word(code, pc) !== op.MATCH) {
      pc = execute(state, pc);
    } else if ((attempt.mustReachEnd && state.position !== end) || (attempt.mustAdvance && state.position === start)) {
      pc = retreat(state);
    } else {
      break;
    }
  }
  budget.take(state.steps);
  return pc >= 0;
}

/** Executes the instruction at `pc`. Address of the next one; -1 if there is no way to match. */
function execute(state: State, pc: number): number {
  const { registers, text, end, position } = state;
  const { code, sets, strings } = state.program;
  const first = word(code, pc + 1);
  switch (word(code, pc)) {
    case op.CHAR:
      if (position >= end || text.charCodeAt(position) !== first) break;
      state.position = position + 1;
      return pc + 2;
    case op.STRING: {
      const string = strings[first] ?? '';
      if (position + string.length > end || !text.startsWith(string, position)) break;
      state.position = position + string.length;
      return pc + 2;
    }
    case op.SET: {
      const next = step(sets[first] ?? ANYTHING, text, position, end);
      if (next < 0) break;
      state.position = next;
      return pc + 2;
    }
    case op.GREEDY:
    case op.LAZY:
    case op.POSSESSIVE:
      if (!beginRun(state, pc)) break;
      return pc + 5;
    case op.SAVE:
      setRegister(state, first, position);
      return pc + 2;
    case op.JUMP:
      return first;
    case op.SPLIT:
      stack.push(first, position, CHOICE);
      return pc + 2;
    case op.ANCHOR:
      if (!anchorHolds(first, text, position, end)) break;
      return pc + 2;
    case op.LOOP_START:
      setRegister(state, first, -1);
      setRegister(state, first + 1, -1);
      return pc + 2;
    case op.LOOP_CHECK: {
      const count = word(registers, first) + 1;
      if (count < word(code, pc + 2)) {
        setRegister(state, first, count);
        return word(code, pc + 4);
      }
      // A turn that begins where the last one began would match nothing again.
      const mayTurn = count < word(code, pc + 3) && word(registers, first + 1) !== position;
      return mayTurn ? pc + 6 : word(code, pc + 5);
    }
    case op.LOOP_TURN:
      setRegister(state, first, word(registers, first) + 1);
      setRegister(state, first + 1, position);
      return word(code, pc + 2);
    case op.REFERENCE:
      if (!repeatGroup(state, pc)) break;
      return pc + 4;
    case op.CONDITION:
      return conditionHolds(state, first) ? pc + 3 : word(code, pc + 2);
    case op.LOOK: {
      const from = goBack(text, position, word(code, pc + 2));
      if (from < 0) break;
      registers[first] = stack.top;
      registers[first + 1] = position;
      state.position = from;
      return pc + 3;
    }
    case op.LOOK_NOT: {
      const from = goBack(text, position, word(code, pc + 2));
      const onFailure = word(code, pc + 3);
      if (from < 0) return onFailure;
      registers[first] = stack.top;
      stack.push(onFailure, position, CHOICE);
      state.position = from;
      return pc + 4;
    }
    case op.LOOK_END:
      stack.cut(word(registers, first));
      state.position = word(registers, first + 1);
      return pc + 2;
    case op.LOOK_NOT_END:
      stack.undo(registers, word(registers, first));
      break;
    case op.CHECKPOINT:
      if (state.passed?.hasPassed(state, first)) break;
      return pc + 2;
    case op.ATOMIC:
      registers[first] = stack.top;
      return pc + 2;
    case op.ATOMIC_END:
      stack.cut(word(registers, first));
      return pc + 2;
  }
  return retreat(state);
}
