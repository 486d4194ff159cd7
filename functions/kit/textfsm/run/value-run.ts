import type { StepBudget } from '../../python-re/index.ts';
import type { Value } from '../template/template.ts';
import type { Cell, Current, ListItem } from './cells.ts';
import { isFilled } from './cells.ts';

/** Steps for an item that is copied with its list into a record: they bound the memory of lists that never end. */
const STEPS_PER_ITEM = 100;

/** A value while a text is parsed. Its options act in the order in which the template has them. */
export class ValueRun {
  readonly #value: Value;
  readonly #budget: StepBudget;
  #current: Current = null;
  /** What Filldown puts back. */
  #kept: string | null = null;
  /** Items of a List. */
  #items: ListItem[] = [];

  constructor(value: Value, budget: StepBudget) {
    this.#value = value;
    this.#budget = budget;
  }

  get current(): Current {
    return this.#current;
  }

  /** Assigns what a rule matched; null if the group took no part. `fillUp` writes a text into records before. */
  assign(text: string | null, fillUp: (text: string) => void): void {
    this.#current = text;
    for (const option of this.#value.options) {
      if (option === 'Filldown') this.#kept = text;
      else if (option === 'Fillup' && text) fillUp(text);
      else if (option === 'List') this.#items.push(this.#itemOf(text));
    }
  }

  clear(): void {
    this.#current = null;
    const { options } = this.#value;
    if (options.includes('Filldown')) this.#current = this.#kept;
    else if (options.includes('List')) this.#items = [];
  }

  clearAll(): void {
    this.#current = null;
    this.#kept = null;
    this.#items = [];
  }

  /** Makes the value ready for a record. Whether the record may be kept: a Required value has to be filled. */
  save(): boolean {
    for (const option of this.#value.options) {
      if (option === 'List') {
        this.#budget.take(STEPS_PER_ITEM * this.#items.length);
        this.#current = [...this.#items];
      } else if (option === 'Required' && !isFilled(this.#current)) {
        return false;
      }
    }
    return true;
  }

  /** The value's cell of a record. */
  get cell(): Cell {
    return this.#current ?? '';
  }

  #itemOf(text: string | null): ListItem {
    const match = text === null ? null : this.#value.nested?.match(text, { budget: this.#budget });
    return match ? Object.fromEntries(match.namedGroups()) : text;
  }
}
