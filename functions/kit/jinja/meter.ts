import { JinjaError } from './errors.ts';

/** What one render may use. */
export interface Limits {
  /** Steps: nodes evaluated, items visited, and an eighth of a step for each character made. */
  readonly steps: number;
  /** Characters that one text may have, the output included. */
  readonly characters: number;
  /** Templates, macros, blocks and recursive loops that may be open at once. */
  readonly depth: number;
  /** Bits that one integer may have. */
  readonly integerBits: number;
}

export const DEFAULT_LIMITS: Limits = { steps: 2_000_000, characters: 5_000_000, depth: 200, integerBits: 16_384 };

/** Steps that opening a template, macro or block takes beside what is in it. */
const OPENING_COST = 8;

/** Counts what a render uses, and ends it with a BudgetError when it has used its limits up. */
export class Meter {
  readonly limits: Limits;
  #left: number;
  #depth = 0;

  constructor(limits: Limits) {
    this.limits = limits;
    this.#left = limits.steps;
  }

  get left(): number {
    return this.#left;
  }

  step(count: number): void {
    this.#left -= count;
    if (this.#left < 0) throw exceeded(`it takes more than ${this.limits.steps} steps`);
  }

  characters(count: number): void {
    this.length(count);
    this.step(count >> 3);
  }

  length(count: number): void {
    if (count > this.limits.characters) throw exceeded(`a text has more than ${this.limits.characters} characters`);
  }

  bits(count: number): void {
    if (count > this.limits.integerBits) throw exceeded(`an integer has more than ${this.limits.integerBits} bits`);
    this.step(count >> 3);
  }

  /** Runs what opens one more level. */
  nested<T>(run: () => T): T {
    this.step(OPENING_COST);
    if (this.#depth >= this.limits.depth) throw exceeded(`it nests deeper than ${this.limits.depth} levels`);
    this.#depth += 1;
    try {
      return run();
    } finally {
      this.#depth -= 1;
    }
  }
}

const isStackOverflow = (error: RangeError) => error.message.includes('call stack');

const exceeded = (what: string) => new JinjaError('BudgetError', `The template was stopped: ${what}.`);

/**
 * The meter of the render that is under way. A render runs to its end before any other code does, so one variable is
 * enough, and every operation on values can charge for its work.
 */
let current = new Meter(DEFAULT_LIMITS);

/** Runs `run` with its use counted by the meter. Too deep a recursion of any kind ends as a BudgetError too. */
export function metered<T>(meter: Meter, run: () => T): T {
  const before = current;
  current = meter;
  try {
    return run();
  } catch (error) {
    if (error instanceof RangeError)
      throw exceeded(isStackOverflow(error) ? 'it nests too deep' : 'a value is too large');
    throw error;
  } finally {
    current = before;
  }
}

/** Charges steps. */
export const charge = (steps: number): void => current.step(steps);
/** Charges for an integer, by its bits. */
export const chargeBits = (bits: number): void => current.bits(bits);
/** Steps that the render may still take. */
export const stepsLeft = (): number => current.left;
/** Charges for looking at each character of a text once. */
export const chargeReading = (text: string): void => {
  if (text.length >= 32) current.step(text.length >> 5);
};
/** Charges for one level more, while `run` runs. */
export const nested = <T>(run: () => T): T => current.nested(run);

/** Charges for a text that will have this many characters; call it before the text is made. */
export const chargeCharacters = (count: number): void => current.characters(count);

/** Refuses a text that has grown to this many characters; charges nothing. */
export const checkLength = (count: number): void => current.length(count);

/** Charges for a text and hands it on. */
export function charged(text: string): string {
  current.characters(text.length);
  return text;
}
