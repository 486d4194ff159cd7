import { StepBudgetError } from '../errors.ts';

/** Third word of an entry that is a choice: where to go on, and at which position. */
export const CHOICE = -1;
/** Third word of a lazy run over a set, which has its address and end before: this minus the turns that are left. */
export const LAZY_BASE = -2;

const INITIAL_WORDS = 3 * 4096;
/** 20 million entries of 12 bytes: 240 MB. */
const MOST_WORDS = 3 * 20_000_000;
/** A longer stack is not kept for the next match. */
const MOST_KEPT_WORDS = 3 * 200_000;

/**
 * The ways to go back, and the values that registers get back on the way. Entries have three words:
 * - a choice: address, position, CHOICE;
 * - a greedy run over a set: address, its end, its earliest end (0 or more);
 * - a lazy run over a set: address, its end, LAZY_BASE minus the turns that are left;
 * - a register: -1 minus its index, its value, 0.
 */
export class BacktrackStack {
  words = new Int32Array(INITIAL_WORDS);
  /** Index of the first word that is free. */
  top = 0;

  clear(): void {
    this.top = 0;
    if (this.words.length > MOST_KEPT_WORDS) this.words = new Int32Array(INITIAL_WORDS);
  }

  push(first: number, second: number, third: number): void {
    if (this.top === this.words.length) this.#grow();
    const { words, top } = this;
    words[top] = first;
    words[top + 1] = second;
    words[top + 2] = third;
    this.top = top + 3;
  }

  /** Forgets the choices from `height` on, but not the registers: what comes before may still go back. */
  cut(height: number): void {
    const { words, top } = this;
    let kept = height;
    for (let index = height; index < top; index += 3) {
      if ((words[index] ?? 0) >= 0) continue;
      words.copyWithin(kept, index, index + 3);
      kept += 3;
    }
    this.top = kept;
  }

  /** Takes off all entries from `height` on, and puts their values back into the registers. */
  undo(registers: Int32Array, height: number): void {
    while (this.top > height) {
      this.top -= 3;
      const register = this.words[this.top] ?? 0;
      if (register < 0) registers[-1 - register] = this.words[this.top + 1] ?? 0;
    }
  }

  #grow(): void {
    if (this.words.length >= MOST_WORDS) {
      throw new StepBudgetError('Matching needs more memory for ways to go back than it is allowed');
    }
    const longer = new Int32Array(Math.min(2 * this.words.length, MOST_WORDS));
    longer.set(this.words);
    this.words = longer;
  }
}
