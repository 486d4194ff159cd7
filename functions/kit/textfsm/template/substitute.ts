import type { Value } from './template.ts';

/** A text with its variables put in. */
export interface Substituted {
  readonly text: string;
  /** Index in the original of an index in the text; all of a variable's text comes from where the variable stands. */
  readonly originOf: (index: number) => number;
}

/** What follows a "$": another one, a name, or a name in braces. */
const VARIABLE = /\$(?:(?<dollar>\$)|(?<bare>[_a-zA-Z][_a-zA-Z0-9]*)|\{(?<braced>[_a-zA-Z][_a-zA-Z0-9]*)\})?/g;

/** Puts values in for `${NAME}` and `$NAME`, and "$" for `$$`. `errorAt` makes the error for a "$" at an index. */
export function substitute(
  original: string,
  values: readonly Value[],
  errorAt: (reason: string, index: number) => Error,
): Substituted {
  const parts: { readonly start: number; readonly origin: number; readonly isCopy: boolean }[] = [];
  let text = '';
  let from = 0;
  const add = (part: string, origin: number, isCopy: boolean) => {
    parts.push({ start: text.length, origin, isCopy });
    text += part;
  };
  for (const { index, 0: all, groups } of original.matchAll(VARIABLE)) {
    add(original.slice(from, index), from, true);
    const name = groups?.bare ?? groups?.braced;
    const value = values.find((one) => one.name === name);
    if (groups?.dollar === undefined && !value) {
      throw errorAt(
        name === undefined ? 'A "$" that stands for itself is written "$$"' : `There is no value "${name}"`,
        index,
      );
    }
    add(value ? value.group : '$', index, false);
    from = index + all.length;
  }
  add(original.slice(from), from, true);
  return {
    text,
    originOf: (index) => {
      const part = parts.findLast(({ start }) => start <= index);
      return part ? part.origin + (part.isCopy ? index - part.start : 0) : index;
    },
  };
}
