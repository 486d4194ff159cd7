import type { StepBudget } from '../../python-re/index.ts';
import { RuleError } from '../errors.ts';
import { END_STATE, EOF_STATE, FIRST_STATE, type Rule, type Template } from '../template/template.ts';
import { splitLines } from '../text.ts';
import { type Cell, isFilled } from './cells.ts';
import { ValueRun } from './value-run.ts';

/** A table: names of the columns, and a cell for each in each record. */
export interface Table {
  readonly header: readonly string[];
  readonly records: readonly (readonly Cell[])[];
}

/** The state machine of a template over a text, which may come in parts. */
export class TextRun {
  readonly #template: Template;
  readonly #budget: StepBudget;
  readonly #matching: { readonly budget: StepBudget };
  readonly #values: readonly ValueRun[];
  readonly #records: Cell[][] = [];
  #rules: readonly Rule[];
  #state = FIRST_STATE;
  #lineNumber = 0;

  constructor(template: Template, budget: StepBudget) {
    this.#template = template;
    this.#budget = budget;
    this.#matching = { budget };
    this.#values = template.values.map((value) => new ValueRun(value, budget));
    this.#rules = template.states.get(FIRST_STATE) ?? [];
  }

  /** Takes whole lines. Throws a RuleError for the template's Error action, and a StepBudgetError. */
  take(text: string): void {
    for (const line of splitLines(text)) {
      this.#lineNumber += 1;
      this.#takeLine(line);
      if (this.#state === END_STATE || this.#state === EOF_STATE) return;
    }
  }

  /** Ends the text: records what is left, unless the template has the state EOF or left by End. */
  end(): Table {
    if (this.#state !== END_STATE && !this.#template.states.has(EOF_STATE)) this.#record();
    return { header: this.#template.values.map(({ name }) => name), records: this.#records };
  }

  #takeLine(line: string): void {
    for (const rule of this.#rules) {
      const match = rule.pattern.match(line, this.#matching);
      if (!match) continue;
      for (const { group, value } of rule.assignments) {
        this.#values[value]?.assign(match.group(group), (text) => this.#fillUp(value, text));
      }
      this.#act(rule, line);
      if (rule.lineAction === 'Continue') continue;
      const { nextState } = rule;
      if (nextState === undefined) return;
      this.#rules = this.#template.states.get(nextState) ?? this.#rules;
      this.#state = nextState;
      return;
    }
  }

  #act({ recordAction, lineAction, message, line }: Rule, text: string): void {
    if (recordAction === 'Record') this.#record();
    else if (recordAction === 'Clear') this.#clear();
    else if (recordAction === 'Clearall') for (const value of this.#values) value.clearAll();
    if (lineAction === 'Error') throw new RuleError({ message, line }, this.#lineNumber, text);
  }

  /** Adds a record, if its Required values are filled, and if it has any value. */
  #record(): void {
    this.#budget.take(this.#values.length);
    if (!this.#values.every((value) => value.save())) {
      this.#clear();
      return;
    }
    const isEmpty = this.#values.every(({ current }) => typeof current !== 'string' && !isFilled(current));
    if (isEmpty) return;
    this.#records.push(this.#values.map(({ cell }) => cell));
    this.#clear();
  }

  #clear(): void {
    for (const value of this.#values) value.clear();
  }

  /** Writes a text into the records before, up to the last that has one in this column. */
  #fillUp(column: number, text: string): void {
    for (let index = this.#records.length - 1; index >= 0; index -= 1) {
      const record = this.#records[index];
      if (!record || isFilled(record[column] ?? null)) return;
      record[column] = text;
    }
  }
}
