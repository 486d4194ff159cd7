import { ScaffoldError } from './scaffold-error.ts';

interface Addition {
  /** Name under which family.ts imports the tool. */
  readonly identifier: string;
  /** Path of the tool's file as family.ts imports it. */
  readonly path: string;
}

/**
 * Source of family.ts with one more tool: its import after the last one, its entry at the end of `tools: [...]`.
 * Formatting is left to the formatter.
 *
 * @throws ScaffoldError where family.ts has no list of tools to add to, or the tool already stands there
 */
export function addToFamily(source: string, { identifier, path }: Addition): string {
  // Same length as the source, so that places found in it are places of the source.
  const code = blankLiterals(source);
  if (source.includes(`'${path}'`)) throw new ScaffoldError(`family.ts already imports ${path}.`);
  if (new RegExp(`\\b${identifier}\\b`).test(code)) {
    throw new ScaffoldError(`family.ts already uses the name ${identifier}: choose another name for the tool.`);
  }
  const { start, end } = toolsArray(code);
  const entries = code.slice(start, end).trimEnd();
  const comma = entries === '' || entries.endsWith(',') ? '' : ',';
  // On a line of its own: the last entry may end in a comment.
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

/** Where the entries of `tools: [...]` start and end. */
function toolsArray(code: string): { start: number; end: number } {
  const opening = /\btools\s*:\s*\[/.exec(code);
  if (!opening) {
    throw new ScaffoldError('family.ts has no list `tools: [...]` to add to: write one, even if it is empty.');
  }
  const start = opening.index + opening[0].length;
  let depth = 1;
  for (let index = start; index < code.length; index += 1) {
    if (code[index] === '[') depth += 1;
    if (code[index] === ']') depth -= 1;
    if (depth === 0) return { start, end: index };
  }
  throw new ScaffoldError('The list `tools: [...]` of family.ts is not closed: mend it first.');
}

/** End of the last import's line. An import may run over several lines; its text between quotes is blank here. */
function endOfImports(code: string): number {
  const last = [...code.matchAll(/^import\b[^;]*;/gm)].at(-1);
  if (!last) throw new ScaffoldError('family.ts imports nothing: it has to import defineFamily first.');
  return last.index + last[0].length;
}

/** The source with comments and texts blanked out, so that a bracket in them is no bracket. */
function blankLiterals(source: string): string {
  const literals = /\/\*[\s\S]*?\*\/|\/\/[^\n]*|'(?:\\.|[^'\\\n])*'|"(?:\\.|[^"\\\n])*"|`(?:\\.|[^`\\])*`/g;
  return source.replace(literals, (literal) => literal.replace(/[^\n]/g, ' '));
}
