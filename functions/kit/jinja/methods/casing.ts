/** Upper and lower case, and the classes of characters, as methods of Python's str have them. */

const CASED = /[\p{Lt}\p{Uppercase}\p{Lowercase}]/u;

const isCased = (character: string) => CASED.test(character);
const isUpper = (character: string) => /^\p{Uppercase}$/u.test(character);
const isLower = (character: string) => /^\p{Lowercase}$/u.test(character);
const isTitle = (character: string) => /^\p{Lt}$/u.test(character);

/** Title case of one character: most are their upper case, but ß is "Ss" and digraphs have forms of their own. */
export function titleCase(character: string): string {
  const special = TITLES[character];
  if (special !== undefined) return special;
  const upper = character.toUpperCase();
  const [first = '', ...rest] = upper;
  return rest.length === 0 ? upper : first + rest.join('').toLowerCase();
}

const TITLES: Record<string, string> = Object.fromEntries(
  ['ǅǄǆ', 'ǈǇǉ', 'ǋǊǌ', 'ǲǱǳ'].flatMap((forms) => {
    const [title = ''] = forms;
    return Array.from(forms, (form) => [form, title] as const);
  }),
);

export function capitalize(text: string): string {
  const [first = '', ...rest] = text;
  return first === '' ? '' : titleCase(first) + lower(rest.join(''));
}

/** Lower case; a final sigma is one, as in Python. */
export const lower = (text: string): string => text.toLowerCase();
export const upper = (text: string): string => text.toUpperCase();

export function swapCase(text: string): string {
  return Array.from(text, (character) => {
    if (isUpper(character)) return character.toLowerCase();
    return isLower(character) ? character.toUpperCase() : character;
  }).join('');
}

/** Each run of cased characters with its first in title case. */
export function title(text: string): string {
  let inside = false;
  return Array.from(text, (character) => {
    const shown = inside ? character.toLowerCase() : titleCase(character);
    inside = isCased(character);
    return shown;
  }).join('');
}

export function isTitled(text: string): boolean {
  let inside = false;
  let seen = false;
  for (const character of text) {
    const starts = isUpper(character) || isTitle(character);
    if ((starts && inside) || (!starts && isLower(character) && !inside)) return false;
    inside = starts || isLower(character);
    seen ||= inside;
  }
  return seen;
}

/** Whether some character is cased, and none is cased otherwise. */
export const isAllUpper = (text: string): boolean =>
  /\p{Uppercase}/u.test(text) && !/[\p{Lowercase}\p{Lt}]/u.test(text);
export const isAllLower = (text: string): boolean =>
  /\p{Lowercase}/u.test(text) && !/[\p{Uppercase}\p{Lt}]/u.test(text);

const DECIMAL = '\\p{Nd}';
/** Digits that are no decimals: superscripts, circled digits and their like. */
const DIGIT = `${DECIMAL}\\u00b2\\u00b3\\u00b9\\u1369-\\u1371\\u19da\\u2070\\u2074-\\u2079\\u2080-\\u2089\\u2460-\\u2468\\u2474-\\u247c\\u2488-\\u2490\\u24ea\\u24f5-\\u24fd\\u24ff\\u2776-\\u277e\\u2780-\\u2788\\u278a-\\u2792\\u{10a40}-\\u{10a43}\\u{10e60}-\\u{10e68}\\u{11052}-\\u{1105a}\\u{1f100}-\\u{1f10a}`;
/** Ideographs with a numeric value. */
const NUMERIC = `\\p{N}\\u3405\\u3483\\u382a\\u3b4d\\u4e00\\u4e03\\u4e07\\u4e09\\u4e5d\\u4e8c\\u4e94\\u4e96\\u4ebf-\\u4ec0\\u4edf\\u4ee8\\u4f0d\\u4f70\\u5104\\u5146\\u5169\\u516b\\u516d\\u5341-\\u5345\\u534c\\u53c1-\\u53c4\\u56db\\u58f1\\u58f9\\u5e7a\\u5efe-\\u5eff\\u5f0c-\\u5f0e\\u5f10\\u62fe\\u634c\\u67d2\\u6f06\\u7396\\u767e\\u8086\\u842c\\u8cae\\u8cb3\\u8d30\\u9621\\u9646\\u964c\\u9678\\u96f6`;

const only = (characters: string) => {
  const pattern = new RegExp(`^[${characters}]+$`, 'u');
  return (text: string) => pattern.test(text);
};

export const isAlpha = only('\\p{L}');
export const isDecimal = only(DECIMAL);
export const isDigit = only(DIGIT);
export const isNumeric = only(NUMERIC);
export const isAlphanumeric = only(`\\p{L}${NUMERIC}${DIGIT}`);
export const isIdentifier = (text: string): boolean => /^[\p{XIDS}_]\p{XIDC}*$/u.test(text);
export const isPrintable = (text: string): boolean => !/[\p{C}\p{Zl}\p{Zp}]|(?! )\p{Zs}/u.test(text);
// biome-ignore lint/suspicious/noControlCharactersInRegex: ASCII starts with them
export const isAscii = (text: string): boolean => /^[\x00-\x7f]*$/.test(text);
