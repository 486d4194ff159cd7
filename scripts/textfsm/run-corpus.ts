import { type CommandParser, toDictionaries } from '../../functions/kit/textfsm/index.ts';
import type { CorpusCase } from './corpus.ts';

export interface CorpusReport {
  readonly failures: readonly string[];
}

/** Parses each case with the templates that the index names, and compares like the project's own tests. */
export function runCorpus(parser: CommandParser, cases: readonly CorpusCase[]): CorpusReport {
  const failures: string[] = [];
  for (const { id, platform, command, text, expected } of cases) {
    try {
      const table = parser.parse(text, { Platform: platform, Command: command });
      const difference = differenceOf(toDictionaries(table), expected);
      if (difference) failures.push(`${id}: ${difference}`);
    } catch (error) {
      failures.push(`${id}: ${error instanceof Error ? error.message : error}`);
    }
  }
  return { failures };
}

type Records = readonly ReadonlyMap<string, unknown>[];

/** The first difference: in the number of records, their keys in lower case, or a value. */
function differenceOf(records: Records, expected: CorpusCase['expected']): string | undefined {
  if (records.length !== expected.length) return `${records.length} records instead of ${expected.length}`;
  for (const [index, record] of records.entries()) {
    const found = Object.fromEntries([...record].map(([name, cell]) => [name.toLowerCase(), cell]));
    const wanted = expected[index] ?? {};
    for (const key of new Set([...Object.keys(found), ...Object.keys(wanted)])) {
      const [ours, theirs] = [JSON.stringify(found[key]), JSON.stringify(wanted[key])];
      if (ours !== theirs) return `record ${index + 1} has ${key} = ${ours} instead of ${theirs}`;
    }
  }
  return undefined;
}
