import type { Program } from '../compile/program.ts';
import type { BacktrackStack } from './backtrack-stack.ts';
import type { Passed } from './checkpoints.ts';

/** What a match under way works on. Positions are indexes of UTF-16 code units. */
export interface State {
  readonly program: Program;
  readonly registers: Int32Array;
  readonly stack: BacktrackStack;
  readonly text: string;
  /** The text is taken as ending here. */
  readonly end: number;
  position: number;
  /** Kept once a match has taken many steps. */
  passed: Passed | undefined;
  /** Steps that are not yet taken from the budget. */
  steps: number;
}

/** A word of a program, or a register. */
export const word = (words: Int32Array, index: number): number => words[index] ?? 0;

export function setRegister({ registers, stack }: State, register: number, value: number): void {
  stack.push(-1 - register, word(registers, register), 0);
  registers[register] = value;
}
