/** The path of a value in JSON, outermost part first: keys of objects, indexes of arrays. */
export type Path = readonly (string | number)[];

const MAX_NAME = 64;
const MAX_PATH = 256;

/**
 * A dotted path for errors and findings: `params.arguments.items.3`. Names come from the caller, so characters that are
 * not printable ASCII are escaped and long names are cut. Callers cannot use a path to inject text into a log or a
 * model.
 */
export function fieldPath(path: Path): string {
  const text = path.map((part) => (typeof part === 'number' ? part : printableName(part))).join('.');
  return text.length <= MAX_PATH ? text : `${text.slice(0, MAX_PATH)}…`;
}

/** A name that a caller chose, in printable ASCII: `ve\u0440ify`. */
export function printableName(name: string): string {
  const cut = name.length <= MAX_NAME ? name : `${name.slice(0, MAX_NAME)}…`;
  return cut.replace(/[^\x20-\x7e…]/gu, (character) => `\\u{${character.codePointAt(0)?.toString(16)}}`);
}
