import type { StepBudget } from '../../python-re/index.ts';
import type { IndexRow, TemplateIndex } from './parse-index.ts';

/** What is known of an output, by column: `Command`, `Platform`, `Hostname` and others that the index has. */
export type Attributes = Readonly<Record<string, string>>;

/** The first row whose patterns all match at the start of their attributes. Attributes without a column do not count. */
export function findRow({ rows }: TemplateIndex, attributes: Attributes, budget?: StepBudget): IndexRow | undefined {
  const given = Object.entries(attributes);
  return rows.find(({ patterns }) =>
    given.every(([column, text]) => {
      const pattern = patterns.get(column);
      return !pattern || pattern.match(text, { budget }) !== null;
    }),
  );
}
