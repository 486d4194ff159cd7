import { StepBudgetError } from '../errors.ts';

/**
 * Steps that matching may take: about one for each instruction and each character looked at. One budget may serve many
 * calls, so that they have a bound together. Steps are counted, not time, so that a result does not depend on the
 * machine.
 */
export class StepBudget {
  #left: number;
  readonly #steps: number;

  constructor(steps: number) {
    this.#steps = steps;
    this.#left = steps;
  }

  get left(): number {
    return this.#left;
  }

  /** Takes steps. Throws a StepBudgetError if there are not as many. */
  take(steps: number): void {
    this.#left -= steps;
    if (this.#left < 0)
      throw new StepBudgetError(`Matching took more than the ${this.#steps} steps that it is allowed`);
  }
}

const BASE_STEPS = 5_000_000;
const STEPS_PER_UNIT = 20;

/** The budget of a call that brings none: enough for any pattern whose time grows with the text alone. */
export const budgetFor = (text: string): StepBudget => new StepBudget(BASE_STEPS + STEPS_PER_UNIT * text.length);
