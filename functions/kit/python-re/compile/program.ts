import type { CharSet } from '../chars/char-set.ts';

/**
 * Instructions of the machine, each followed by its operands. "Register" operands are indexes into the registers:
 * first two for each group (start and end of the match, -1 if unset), then those of loops, looks and atomic groups.
 */
export const MATCH = 0;
/** Code unit. */
export const CHAR = 1;
/** Index of a string of code units. */
export const STRING = 3;
/** Index of a set. */
export const SET = 4;
/** Address. */
export const JUMP = 5;
/** Address to go on at if what follows fails. */
export const SPLIT = 6;
/** Register. */
export const SAVE = 7;
/** Kind of anchor, ANCHOR_… below. */
export const ANCHOR = 8;
/** Set, least, most, set that has to follow or -1: the three kinds of repeating one set. */
export const GREEDY = 9;
export const LAZY = 10;
export const POSSESSIVE = 11;
/** Counter's register; the register after it holds where the last turn began. */
export const LOOP_START = 12;
/** Counter's register, least, most, address of the body, address after the loop. */
export const LOOP_CHECK = 13;
/** Counter's register, address of the body. */
export const LOOP_TURN = 14;
/** Group, 1 if case is ignored, 1 if by ASCII alone. */
export const REFERENCE = 15;
/** Group, address if it is unset. */
export const CONDITION = 16;
/** Register for the stack's height; the register after it is for the position. Code points to go back first. */
export const LOOK = 17;
/** As LOOK, then the address if the body fails. */
export const LOOK_NOT = 18;
/** Register of the LOOK. */
export const LOOK_END = 19;
export const LOOK_NOT_END = 20;
/** Register for the stack's height. */
export const ATOMIC = 21;
export const ATOMIC_END = 22;
/** Index of a checkpoint. */
export const CHECKPOINT = 23;

/** Kinds of anchors. */
export const ANCHOR_START = 0;
export const ANCHOR_END = 1;
export const ANCHOR_LINE_START = 2;
export const ANCHOR_LINE_END = 3;
/** The end, or before a newline at the end. */
export const ANCHOR_LAST_LINE_END = 4;
export const ANCHOR_BOUNDARY = 5;
export const ANCHOR_INSIDE = 6;
export const ANCHOR_ASCII_BOUNDARY = 7;
export const ANCHOR_ASCII_INSIDE = 8;

/**
 * A place in a loop at which the rest of the match depends on the position alone, and on whether the loops around have
 * begun a turn there. If the rest has failed once, it fails again.
 */
export interface Checkpoint {
  /** Counters of those loops; the register after each holds where the last turn began. */
  readonly counters: readonly number[];
}

/** A pattern, compiled. */
export interface Program {
  readonly code: Int32Array;
  readonly sets: readonly CharSet[];
  readonly strings: readonly string[];
  readonly checkpoints: readonly Checkpoint[];
  /** Working memory of a match under way: there is only one at any time. */
  readonly registers: Int32Array;
  /** How many of the registers, the first ones, are those of groups. */
  readonly groupRegisters: number;
  /** What a match can begin with; undefined if it may be empty, or begin with anything. */
  readonly first: CharSet | undefined;
  /** Whether a match can begin at the start of the text only. */
  readonly startsAtStart: boolean;
}

/** Stands for ENDLESS in operands, which are Int32. */
export const MOST_TURNS = 0x7ffffff0;
