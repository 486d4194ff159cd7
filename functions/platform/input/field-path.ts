/** Where something is in a JSON value, from the outside in: keys of objects, indexes of arrays. */
export type Path = readonly (string | number)[];

const MAX_NAME = 64;
const MAX_PATH = 256;

/**
 * A path as errors and findings show it, dotted: `params.arguments.items.3`. Names come from the caller, so what is
 * not printable ASCII is escaped and what is long is cut: a message cannot be used to bring anything to a log or a model.
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
