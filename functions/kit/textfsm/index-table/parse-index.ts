import { compile, type Pattern, PatternError } from '../../python-re/index.ts';
import { TemplateIndexError } from '../errors.ts';
import { fileLines, stripEnd, stripStart } from '../text.ts';

/** A row of an index: which templates serve which commands. */
export interface IndexRow {
  /** Line of the index, from 1. */
  readonly line: number;
  /** Names of the templates, one or more, whose tables are merged. */
  readonly templates: readonly string[];
  /** Patterns by column; an empty column has no pattern and matches any value. */
  readonly patterns: ReadonlyMap<string, Pattern>;
}

export interface TemplateIndex {
  readonly columns: readonly string[];
  readonly rows: readonly IndexRow[];
  /** Lines that have another number of columns than the header: they count not. Blank lines are not among them. */
  readonly ignored: readonly number[];
}

const TEMPLATE = 'Template';
const COMMAND = 'Command';

/**
 * Parses an index as clitable has it: columns are split at commas, there are no quotes, "#" begins a comment line, and
 * `[[abc]]` of a command stands for any abbreviation. Throws a TemplateIndexError.
 */
export function parseIndex(source: string): TemplateIndex {
  const lines = fileLines(source).map((text, index) => ({ text, line: index + 1 }));
  const headerAt = lines.findIndex(({ text }) => strip(beforeComment(text)) !== '');
  const columns = fields(beforeComment(lines[headerAt]?.text ?? ''));
  if (!columns.includes(TEMPLATE)) throw new TemplateIndexError(`The index has no column "${TEMPLATE}"`);
  const twice = columns.find((name, index) => columns.indexOf(name) !== index);
  if (twice !== undefined) throw new TemplateIndexError(`The index has two columns "${twice}"`);
  const rows: IndexRow[] = [];
  const ignored: number[] = [];
  for (const { text, line } of lines.slice(headerAt + 1)) {
    if (text.startsWith('#') || strip(text) === '') continue;
    const cells = fields(text);
    if (cells.length === columns.length) rows.push(rowOf(columns, cells, line));
    else ignored.push(line);
  }
  return { columns, rows, ignored };
}

function rowOf(columns: readonly string[], cells: readonly string[], line: number): IndexRow {
  const patterns = new Map<string, Pattern>();
  let templates: string[] = [];
  for (const [index, cell] of cells.entries()) {
    const column = columns[index] ?? '';
    if (column === TEMPLATE) templates = cell.split(':');
    else if (cell !== '') patterns.set(column, compileCell(column, cell, line));
  }
  return { line, templates, patterns };
}

function compileCell(column: string, cell: string, line: number): Pattern {
  try {
    return compile(column === COMMAND ? expandAbbreviations(cell) : cell);
  } catch (error) {
    if (!(error instanceof PatternError)) throw error;
    throw new TemplateIndexError(`${column} on line ${line} of the index is no regex: ${error.message}`);
  }
}

const ABBREVIATION = /\[\[(.+?)\]\]/g;

/** `sh[[ow]]` as a pattern of all its abbreviations: `sh(o(w)?)?`. */
export const expandAbbreviations = (command: string): string =>
  command.replace(ABBREVIATION, (_, word: string) => {
    const letters = [...word];
    return `(${letters.join('(')}${')?'.repeat(letters.length)}`;
  });

const beforeComment = (line: string): string => line.split('#')[0] ?? '';
const strip = (text: string): string => stripStart(stripEnd(text));
const fields = (line: string): string[] => line.split(',').map(strip);
