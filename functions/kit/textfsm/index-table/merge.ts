import { TemplateIndexError } from '../errors.ts';
import type { Cell } from '../run/cells.ts';
import type { Table } from '../run/text-run.ts';

/** A table that others can be merged into. */
export interface KeyedTable extends Table {
  /** Columns whose cells tell records apart: those with the option Key. */
  readonly keys: readonly string[];
}

/**
 * Adds the columns that only the second table has to the first. Records belong together if all their keys are equal, or
 * by their order if there are no keys; a record without a partner gets empty cells. Throws a TemplateIndexError.
 */
export function mergeTables(first: KeyedTable, second: KeyedTable): KeyedTable {
  const keys = first.keys.length > 0 ? first.keys : second.keys;
  const added = second.header.flatMap((name, index) => (first.header.includes(name) ? [] : [index]));
  const partnerOf = keys.length === 0 ? byOrder(second) : byKeys(first, second, keys);
  return {
    header: [...first.header, ...added.map((index) => second.header[index] ?? '')],
    records: first.records.map((record, index) => {
      const partner = partnerOf(record, index);
      return [...record, ...added.map((column) => partner?.[column] ?? '')];
    }),
    keys,
  };
}

type Partner = (record: readonly Cell[], index: number) => readonly Cell[] | undefined;

const byOrder =
  ({ records }: Table): Partner =>
  (_, index) =>
    records[index];

function byKeys(first: Table, second: Table, keys: readonly string[]): Partner {
  const keyOf = ({ header }: Table) => {
    const columns = keys.map((key) => header.indexOf(key));
    const missing = keys.find((_, index) => columns[index] === -1);
    if (missing !== undefined)
      throw new TemplateIndexError(`Templates that are merged share their keys: one lacks "${missing}"`);
    return (record: readonly Cell[]) => JSON.stringify(columns.map((column) => record[column]));
  };
  const secondKey = keyOf(second);
  const partners = new Map(second.records.toReversed().map((record) => [secondKey(record), record]));
  const firstKey = keyOf(first);
  return (record) => partners.get(firstKey(record));
}
