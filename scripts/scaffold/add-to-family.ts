import { CommandError } from '../command/command-error.ts';

interface Addition {
  /** Name under which family.ts imports the tool. */
  readonly identifier: string;
  /** Path of the tool's file as family.ts imports it. */
  readonly path: string;
}

/**
 * Source of family.ts with one more tool: its import comes after the last import, its entry at the end of `tools: [...]`.
 * The result is not formatted.
 *
 * @throws {CommandError} if family.ts has no list of tools, or already has the tool
 */
export function addToFamily(source: string, { identifier, path }: Addition): string {
  // It has the length of the source, so that positions in it are positions in the source.
  const code = blankLiterals(source);
  if (source.includes(`'${path}'`)) throw new CommandError(`family.ts already imports ${path}.`);
  if (new RegExp(`\\b${identifier}\\b`).test(code)) {
    throw new CommandError(`family.ts already uses the name ${identifier}: choose another name for the tool.`);
  }
  const { start, end } = toolsArray(code);
  const entries = code.slice(start, end).trimEnd();
  const comma = entries === '' || entries.endsWith(',') ? '' : ',';
  // The entry has a line of its own, because the last one may end in a comment.
  const entry = `\n${comma}${identifier}`;
  const imports = endOfImports(code);
  return [
    source.slice(0, imports),
    `\nimport ${identifier} from '${path}';`,
    source.slice(imports, end),
    entry,
    source.slice(end),
  ].join('');
}

/** Positions of the start and end of the entries in `tools: [...]`. */
function toolsArray(code: string): { start: number; end: number } {
  const opening = /\btools\s*:\s*\[/.exec(code);
  if (!opening) {
    throw new CommandError('family.ts has no list `tools: [...]` to add to: write one, even if it is empty.');
  }
  const start = opening.index + opening[0].length;
  let depth = 1;
  for (let index = start; index < code.length; index += 1) {
    if (code[index] === '[') depth += 1;
    if (code[index] === ']') depth -= 1;
    if (depth === 0) return { start, end: index };
  }
  throw new CommandError('The list `tools: [...]` of family.ts is not closed: correct it first.');
}

/** End of the last import, which may run over several lines. Strings are blank in `code`. */
function endOfImports(code: string): number {
  const last = [...code.matchAll(/^import\b[^;]*;/gm)].at(-1);
  if (!last) throw new CommandError('family.ts imports nothing: it has to import defineFamily first.');
  return last.index + last[0].length;
}

/** The source with spaces in place of comments and strings, so that brackets in them do not count. */
function blankLiterals(source: string): string {
  const literals = /\/\*[\s\S]*?\*\/|\/\/[^\n]*|'(?:\\.|[^'\\\n])*'|"(?:\\.|[^"\\\n])*"|`(?:\\.|[^`\\])*`/g;
  return source.replace(literals, (literal) => literal.replace(/[^\n]/g, ' '));
}
