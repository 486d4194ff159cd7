import type { Leading } from './first.ts';

/** What holds at a place of the pattern. */
export interface Context {
  readonly flags: number;
  /**
   * Counters of the loops around, if the rest of the match depends on them and the position alone. Undefined inside looks
   * and atomic groups, which succeed by themselves, and if a reference or a condition asks for what groups have matched.
   */
  readonly counters: readonly number[] | undefined;
  /** What has to follow; undefined if that can be anything, or the end. */
  readonly next: Leading | undefined;
}

/** The context of a part that succeeds by itself, whatever follows. */
export const apart = (flags: number): Context => ({ flags, counters: undefined, next: undefined });
