/** What people put between the parts of an identifier; `compact` removes it. */
const SEPARATORS = '[\\s\\p{Pd}\\p{Cf}\\u2212]*';

/**
 * A pattern for an identifier as people write it, made of the pattern of its normalised form: in upper or lower case, with
 * separators between all characters. The pattern may hold classes and single letters or digits, with quantifiers.
 *
 * @example asWritten(/^[A-Z]{4}0[A-Z0-9]{6}$/) // takes "sbin 0021745"
 */
export function asWritten({ source }: RegExp, prefix = ''): string {
  const inner = source
    .slice(1, -1)
    .replace(/(\[[^\]]+\]|[A-Z0-9])(\{[^}]+\})?/g, (_, atom: string, times = '') => spaced(atom) + times);
  return `^${SEPARATORS}${prefix}${inner}$`;
}

/** A word that may stand before an identifier: `optionally('DP?IN:?')`. */
export function optionally(word: string): string {
  return `(?:${word.replace(/[A-Z0-9:+](\??)/g, (atom, times: string) => `${spaced(atom.charAt(0))}${times}`)})?`;
}

function spaced(atom: string): string {
  const body = atom.startsWith('[') ? atom.slice(1, -1) : atom;
  return `(?:[${body}${body.toLowerCase()}]${SEPARATORS})`;
}
