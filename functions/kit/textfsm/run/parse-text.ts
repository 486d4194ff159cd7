import { StepBudget } from '../../python-re/index.ts';
import type { Template } from '../template/template.ts';
import type { Cell } from './cells.ts';
import { type Table, TextRun } from './text-run.ts';

const BASE_STEPS = 20_000_000;
/** The costliest template of ntc-templates takes as many for its own recording. */
const STEPS_PER_UNIT = 5000;
const MOST_STEPS = 1_000_000_000;

/** The budget of a text that brings none. */
export const textBudget = (text: string): StepBudget =>
  new StepBudget(Math.min(BASE_STEPS + STEPS_PER_UNIT * text.length, MOST_STEPS));

export interface ParseOptions {
  /** Steps that the whole text may take; 20 million and 5,000 a code unit, a billion at most, if left out. */
  readonly budget?: StepBudget | undefined;
}

/** Parses a text with a template. Throws a RuleError, and a StepBudgetError. */
export function parseText(template: Template, text: string, { budget = textBudget(text) }: ParseOptions = {}): Table {
  const run = new TextRun(template, budget);
  run.take(text);
  return run.end();
}

/** The records of a table by column. */
export const toDictionaries = ({ header, records }: Table): Map<string, Cell>[] =>
  records.map((record) => new Map(header.map((name, index) => [name, record[index] ?? ''])));
