import type { Program } from '../compile/program.ts';
import { type State, word } from './state.ts';

/** 8 MB; what needs more is not kept. */
const MOST_BITS = 8 * 8 * 1024 * 1024;

/** Begins to keep which checkpoints a match passes; undefined if the program has no checkpoints, or if they take too much memory. */
export function keepPassed(program: Program, start: number, end: number): Passed | undefined {
  const rows = program.checkpoints.reduce((sum, { counters }) => sum + 2 ** counters.length, 0);
  const positions = end - start + 1;
  return rows > 0 && rows * positions <= MOST_BITS ? new Passed(program, start, positions) : undefined;
}

/**
 * Which checkpoints a match has passed, and where. To come to one again means that what followed the first time has
 * failed, so that it need not be tried again: patterns such as `(\s*-*)*$` then take time by the square of the text, and
 * not exponentially.
 */
export class Passed {
  readonly #program: Program;
  readonly #start: number;
  readonly #positions: number;
  /** First row of each checkpoint: it has one for each combination of what its counters say. */
  readonly #rows: readonly number[];
  readonly #bits: Uint8Array;

  constructor(program: Program, start: number, positions: number) {
    this.#program = program;
    this.#start = start;
    this.#positions = positions;
    let rows = 0;
    this.#rows = program.checkpoints.map(({ counters }) => {
      const row = rows;
      rows += 2 ** counters.length;
      return row;
    });
    this.#bits = new Uint8Array(Math.ceil((rows * positions) / 8));
  }

  /** Whether the match has been at this checkpoint before, as it is now; it has from now on. */
  hasPassed({ registers, position }: State, checkpoint: number): boolean {
    const counters = this.#program.checkpoints[checkpoint]?.counters ?? [];
    let row = this.#rows[checkpoint] ?? 0;
    for (const [index, counter] of counters.entries()) {
      if (word(registers, counter + 1) === position) row += 2 ** index;
    }
    const bit = row * this.#positions + position - this.#start;
    const index = bit >>> 3;
    const mask = 1 << (bit & 7);
    const bits = this.#bits[index] ?? 0;
    this.#bits[index] = bits | mask;
    return (bits & mask) !== 0;
  }
}
