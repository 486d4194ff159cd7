const SIMPLE: Record<string, string> = {
  '\n': '',
  '\\': '\\',
  "'": "'",
  '"': '"',
  a: '\x07',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
  v: '\v',
};

const ESCAPE = /\\(?:([0-7]{1,3})|x([\da-fA-F]{0,2})|u([\da-fA-F]{0,4})|U([\da-fA-F]{0,8})|(.))/gsu;

/** The content of a string with its escapes resolved, as in Python; undefined if one is broken, or names a character. */
export function readString(content: string): string | undefined {
  let broken = false;
  const text = content.replace(ESCAPE, (whole, octal, x, u, long, other) => {
    if (octal !== undefined) return String.fromCodePoint(Number.parseInt(octal, 8));
    if (other !== undefined) {
      if (other === 'N') broken = true;
      return Object.hasOwn(SIMPLE, other) ? (SIMPLE[other] ?? '') : whole;
    }
    const [digits, length] = x !== undefined ? [x, 2] : u !== undefined ? [u, 4] : [long, 8];
    const code = Number.parseInt(digits, 16);
    if (digits.length === length && code <= 0x10ffff) return String.fromCodePoint(code);
    broken = true;
    return '';
  });
  return broken ? undefined : text;
}
