import type { StepBudget } from '../../python-re/index.ts';
import { TemplateIndexError } from '../errors.ts';
import type { Cell } from '../run/cells.ts';
import { textBudget } from '../run/parse-text.ts';
import { type Table, TextRun } from '../run/text-run.ts';
import { parseTemplate } from '../template/parse-template.ts';
import type { Template } from '../template/template.ts';
import { type Attributes, findRow } from './find-row.ts';
import { type KeyedTable, mergeTables } from './merge.ts';
import { parseIndex, type TemplateIndex } from './parse-index.ts';

/** The source of templates: their text by name; undefined if there is no such template. */
export type TemplateSource = (name: string) => string | undefined;

/** The table of a command's output, and the templates that made it. */
export interface CommandTable extends Table {
  readonly templates: readonly string[];
}

/** Parses outputs of commands with the templates of an index. Templates are parsed when first needed. */
export class CommandParser {
  readonly index: TemplateIndex;
  readonly #source: TemplateSource;
  readonly #parsed = new Map<string, Template>();

  /** Throws a TemplateIndexError if the index is wrong. */
  constructor(index: string, source: TemplateSource) {
    this.index = parseIndex(index);
    this.#source = source;
  }

  /** Names of the templates for a command; undefined if no row matches. */
  templatesFor(attributes: Attributes, budget?: StepBudget): readonly string[] | undefined {
    return findRow(this.index, attributes, budget)?.templates;
  }

  /** Throws a TemplateIndexError if no row fits, a TemplateError, a RuleError, and a StepBudgetError. */
  parse(text: string, attributes: Attributes, budget: StepBudget = textBudget(text)): CommandTable {
    const templates = this.templatesFor(attributes, budget);
    if (!templates) {
      const given = Object.entries(attributes).map(([name, value]) => `${name} "${value}"`);
      throw new TemplateIndexError(`The index has no template for ${given.join(', ')}`);
    }
    const [first, ...others] = templates.map((name) => this.#tableOf(name, text, budget));
    if (!first) throw new TemplateIndexError('A row of the index names no template');
    const { header, records } = others.reduce(mergeTables, first);
    return { header, records: records.map((record) => record.map(withoutNulls)), templates };
  }

  /** A template of the index, parsed. */
  template(name: string): Template {
    const known = this.#parsed.get(name);
    if (known) return known;
    const source = this.#source(name);
    if (source === undefined)
      throw new TemplateIndexError(`The index names the template "${name}", which is not there`);
    const template = parseTemplate(source);
    this.#parsed.set(name, template);
    return template;
  }

  #tableOf(name: string, text: string, budget: StepBudget): KeyedTable {
    const template = this.template(name);
    const run = new TextRun(template, budget);
    run.take(text);
    const keys = template.values.filter(({ options }) => options.includes('Key')).map((value) => value.name);
    return { ...run.end(), keys };
  }
}

/** clitable writes out the missing items of lists. */
const withoutNulls = (cell: Cell): Cell =>
  typeof cell === 'string' ? cell : cell.map((item) => (item === null ? 'None' : item));
