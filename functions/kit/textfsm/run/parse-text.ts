import { StepBudget } from '../../python-re/index.ts';
import type { Template } from '../template/template.ts';
import type { Cell } from './cells.ts';
import { type Table, TextRun } from './text-run.ts';

const BASE_STEPS = 20_000_000;
const STEPS_PER_UNIT = 500;

/** The budget of a text that brings none: many times what the templates of ntc-templates take for their own texts. */
export const textBudget = (text: string): StepBudget => new StepBudget(BASE_STEPS + STEPS_PER_UNIT * text.length);

export interface ParseOptions {
  /** Steps that the whole text may take; 20 million and 500 a code unit if left out. */
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
