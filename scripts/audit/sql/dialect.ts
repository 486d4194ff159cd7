import { type ColumnType, EVENT_COLUMNS, RECORD_COLUMNS, SEALED_TABLE } from '../../../schemas/sealed-columns.ts';

const DUCKDB: Record<ColumnType, string> = {
  text: 'VARCHAR',
  whole: 'BIGINT',
  flag: 'BOOLEAN',
  texts: 'VARCHAR[]',
  json: 'JSON',
};

/** Functions of Athena that DuckDB has under another name. */
export const ATHENA_FUNCTIONS = [
  'CREATE MACRO json_extract_scalar(document, path) AS json_extract_string(document, path)',
  'CREATE MACRO date_format(moment, format) AS strftime(moment, format)',
  'CREATE MACRO approx_percentile(value, share) AS approx_quantile(value, share)',
] as const;

/**
 * A view with the columns that the Glue table has, over the objects of records in a folder. Windows of old formats are
 * among them.
 *
 * @param patterns of files, as DuckDB takes them; one matches at least
 */
export function sealedView(patterns: readonly string[]): string {
  const event = Object.entries(EVENT_COLUMNS).map(([name, type]) => `"${name}" ${DUCKDB[type]}`);
  const columns = Object.entries(RECORD_COLUMNS).map(([name, type]) => `${quoted(name)}: ${quoted(DUCKDB[type])}`);
  return `CREATE VIEW ${SEALED_TABLE} AS
SELECT * EXCLUDE (filename), regexp_extract(filename, '(\\d{4}/\\d{2}/\\d{2})/[^/]*$', 1) AS day
FROM read_json([${patterns.map(quoted).join(', ')}], format = 'newline_delimited', filename = true,
  columns = {${[...columns, `event: ${quoted(`STRUCT(${event.join(', ')})`)}`].join(', ')}})`;
}

const quoted = (text: string) => `'${text.replaceAll("'", "''")}'`;
