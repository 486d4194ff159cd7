import { globSync } from 'node:fs';
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { SEALED_QUERIES } from '../../../schemas/sealed-queries.ts';
import { CommandError } from '../../command/command-error.ts';
import { alignedRows, csvLine, type Format } from '../../csv.ts';
import { ATHENA_FUNCTIONS, sealedView } from './dialect.ts';

export interface SqlQuestion {
  /** Folder that `download` made. */
  readonly folder: string;
  /** SQL, or the name of a saved query. */
  readonly query: string;
  readonly format: Format;
}

/** Where records lie in a folder: segments, and objects of the formats 1 and 2. */
const PATTERNS = ['audit/records/*/*/*/*.jsonl.gz', 'audit/2*/*/*/*.jsonl.gz'];
/** Rows that are held at once. */
const CHUNK = 500;

/**
 * Asks the sealed records of a folder in SQL. The engine runs in this process, on the table `sealed_audit`
 * (schemas/sealed-columns.ts); what is sealed is not verified.
 *
 * @param write takes lines as they come
 * @throws {CommandError} if the folder has no records, or the SQL cannot be run
 */
export async function sqlCommand(
  { folder, query, format }: SqlQuestion,
  write: (lines: readonly string[]) => void,
): Promise<string> {
  const patterns = PATTERNS.map((pattern) => join(folder, pattern)).filter((pattern) => globSync(pattern).length > 0);
  if (patterns.length === 0) {
    throw new CommandError(`${folder} has no sealed records: npm run audit -- download makes such a folder.`);
  }
  const sql = SEALED_QUERIES.find(({ name }) => name === query)?.sql ?? query;
  const instance = await DuckDBInstance.create(':memory:', { autoinstall_known_extensions: 'false' });
  const connection = await instance.connect();
  try {
    for (const statement of [...ATHENA_FUNCTIONS, sealedView(patterns)]) await connection.run(statement);
    await writeRows(await connection.stream(sql), format, write);
    return '';
  } catch (error) {
    throw new CommandError(error instanceof Error ? error.message : String(error));
  } finally {
    connection.closeSync();
    instance.closeSync();
  }
}

type Result = Awaited<ReturnType<Awaited<ReturnType<DuckDBInstance['connect']>>['stream']>>;

async function writeRows(result: Result, format: Format, write: (lines: readonly string[]) => void): Promise<void> {
  const names = result.columnNames();
  if (format === 'csv') write([csvLine(names)]);
  let rows: (string | null)[][] = [];
  let isFirst = true;
  const flush = () => {
    if (format === 'csv') write(rows.map((row) => csvLine(row.map((cell) => cell ?? ''))));
    else if (format === 'jsonl')
      write(rows.map((row) => JSON.stringify(Object.fromEntries(names.map((name, column) => [name, row[column]])))));
    else write(alignedRows([names, ...rows.map((row) => row.map((cell) => cell ?? ''))]).slice(isFirst ? 0 : 1));
    [rows, isFirst] = [[], false];
  };
  for await (const some of result.yieldRowsJson()) {
    for (const row of some) if (rows.push(row.map(textOf)) >= CHUNK) flush();
  }
  if (rows.length > 0 || isFirst) flush();
}

const textOf = (value: unknown): string | null =>
  value === null || value === undefined ? null : typeof value === 'string' ? value : JSON.stringify(value);
