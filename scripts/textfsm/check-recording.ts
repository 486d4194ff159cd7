import { type Cell, type CommandParser, toDictionaries } from '../../functions/kit/textfsm/index.ts';
import type { Recording } from './recordings.ts';

/**
 * The first fault of the records that our templates make from a recording; undefined if they are right. They need the
 * number of the repository's own records, and the same value in every column that those fill. A recording without such
 * records has to give at least one record.
 */
export function checkRecording(parser: CommandParser, recording: Recording): string | undefined {
  const { platform, command, text, expected } = recording;
  try {
    const records = toDictionaries(parser.parse(text, { Platform: platform, Command: command }));
    if (!expected) return records.length > 0 ? undefined : 'no records';
    if (records.length !== expected.length) return `${records.length} records instead of ${expected.length}`;
    return records
      .map((record, index) => difference(record, expected[index] ?? {}, index))
      .find((reason) => reason !== undefined);
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

function difference(record: ReadonlyMap<string, Cell>, expected: Readonly<Record<string, unknown>>, index: number) {
  for (const [name, cell] of record) {
    const theirs = trimmed(expected[name.toLowerCase()]);
    const isFilled = typeof theirs === 'string' ? theirs !== '' : Array.isArray(theirs) && theirs.length > 0;
    if (isFilled && JSON.stringify(theirs) !== JSON.stringify(trimmed(cell))) {
      return `record ${index + 1} has ${name} = ${JSON.stringify(cell)} instead of ${JSON.stringify(theirs)}`;
    }
  }
  return undefined;
}

const trimmed = (cell: unknown): unknown => (typeof cell === 'string' ? cell.trim() : cell);
