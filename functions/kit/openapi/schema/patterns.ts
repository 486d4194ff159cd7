/** Classes of POSIX that JavaScript writes out. */
const POSIX: Readonly<Record<string, string>> = {
  alpha: 'a-zA-Z',
  digit: '0-9',
  alnum: 'a-zA-Z0-9',
  upper: 'A-Z',
  lower: 'a-z',
  space: '\\s',
  punct: '!-\\/:-@\\[-`{-~',
  xdigit: '0-9A-Fa-f',
  word: '\\w',
};

/**
 * A regular expression that validators of JSON Schema 2020-12 take (ECMA-262 with the flag `u`) and that matches the
 * same texts; undefined if no such expression exists. Documents hold expressions of Java, Python, PHP and Ruby.
 */
export function usablePattern(pattern: string): string | undefined {
  return [pattern, withoutDelimiters(pattern), translated(pattern), escaped(translated(pattern))].find(isValid);
}

function isValid(pattern: string): boolean {
  try {
    new RegExp(pattern, 'u');
    return !/^\/.*\/[a-z]*$/.test(pattern);
  } catch {
    return false;
  }
}

/** `/^a$/i` as PHP, Ruby and JavaScript write it. */
function withoutDelimiters(pattern: string): string {
  const [, inner, flags] = /^\/(.*)\/([a-z]*)$/s.exec(pattern) ?? [];
  if (inner === undefined) return pattern;
  return flags?.includes('i') ? `(?i:${inner})` : inner;
}

function translated(pattern: string): string {
  return withoutDelimiters(pattern)
    .replace(/^\(\?([ims]+)\)(.*)$/s, '(?$1:$2)')
    .replace(/^\^\(\?([ims]+)\)(.*)$/s, '(?$1:^$2)')
    .replace(/\[:(\w+):\]/g, (whole, name: string) => POSIX[name] ?? whole)
    .replace(/\\A/g, '^')
    .replace(/\\[zZ]/g, '$')
    .replace(/\(\?P</g, '(?<')
    .replace(/\\h/g, '[ \\t]')
    .replace(/([*+?}])\+/g, '$1');
}

/** Takes away escapes that are not needed, and adds those that are, outside and inside of classes. */
function escaped(pattern: string): string {
  let result = '';
  let inClass = false;
  for (let at = 0; at < pattern.length; at += 1) {
    const char = pattern[at] ?? '';
    if (char === '\\') {
      const next = pattern[at + 1] ?? '';
      at += 1;
      const needless = /[^\w\s]/.test(next) && !/[\^$\\.*+?()[\]{}|/]/.test(next) && !(inClass && next === '-');
      result += needless || next === '_' || next === ' ' ? next : char + next;
    } else if (inClass && char === '[') {
      result += '\\[';
    } else if (!inClass && (char === '{' || char === '}') && !isQuantifier(pattern, at)) {
      result += `\\${char}`;
    } else if (!inClass && char === ']') {
      result += '\\]';
    } else {
      result += inClass && char === '-' && isLoneHyphen(pattern, at) ? '\\-' : char;
      if (char === '[') inClass = true;
      if (char === ']') inClass = false;
    }
  }
  return result;
}

/** Whether the brace belongs to `{2}`, `{2,}`, `{2,4}`, or to `\p{…}`, `\u{…}`. */
function isQuantifier(pattern: string, at: number): boolean {
  const opened = pattern[at] === '{' ? at : pattern.lastIndexOf('{', at);
  const closes = pattern.indexOf('}', opened);
  if (opened < 0 || closes < 0 || closes < at) return false;
  const isProperty = /\\[pPu]$/.test(pattern.slice(0, opened));
  return (isProperty ? /^\{\w[\w=]*\}$/ : /^\{\d+(,\d*)?\}$/).test(pattern.slice(opened, closes + 1));
}

/** A hyphen beside a class such as `\w`, which can be no range. */
function isLoneHyphen(pattern: string, at: number): boolean {
  return /\\[wdsWDS]$/.test(pattern.slice(at - 2, at)) || /^\\[wdsWDS]/.test(pattern.slice(at + 1, at + 3));
}
