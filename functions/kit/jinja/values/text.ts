import { valueError } from '../errors.ts';
import { charge, charged } from '../meter.ts';
import { floatRepr } from './floats.ts';
import { Markup, type Value } from './value.ts';

/** Digits above which Python refuses to write an int in decimal. */
const MAX_DIGITS = 4300;

/** `str(value)`. */
export function str(value: Value): string {
  if (typeof value === 'string') return value;
  if (value instanceof Markup) return value.value;
  if (value !== null && typeof value === 'object') return charged(value.text());
  return repr(value);
}

/** `repr(value)`. */
export function repr(value: Value): string {
  if (value === null) return 'None';
  switch (typeof value) {
    case 'boolean':
      return value ? 'True' : 'False';
    case 'bigint':
      return intRepr(value);
    case 'number':
      return floatRepr(value);
    case 'string':
      return charged(textRepr(value));
    default:
      return value instanceof Markup ? `Markup(${charged(textRepr(value.value))})` : value.repr();
  }
}

export function intRepr(value: bigint): string {
  const text = value.toString();
  if (text.length > 20) charge(text.length);
  if (text.length - (value < 0n ? 1 : 0) > MAX_DIGITS) {
    throw valueError(`Exceeds the limit (${MAX_DIGITS} digits) for integer string conversion`);
  }
  return text;
}

const NEEDS_ESCAPE = /[\\\p{C}\p{Z}]/gu;
const NON_ASCII = /[\u0080-\u{10ffff}]/gu;
const SHORT: Record<string, string> = { '\\': '\\\\', '\n': '\\n', '\r': '\\r', '\t': '\\t', ' ': ' ' };

/** A text in quotes, with what cannot be printed escaped. */
export function textRepr(text: string): string {
  const quote = text.includes("'") && !text.includes('"') ? '"' : "'";
  const escaped = text.replace(NEEDS_ESCAPE, (character) => SHORT[character] ?? escapeCharacter(character));
  return `${quote}${quote === "'" ? escaped.replaceAll("'", "\\'") : escaped}${quote}`;
}

/** `ascii(value)`: repr, with everything outside ASCII escaped. */
export const asciiRepr = (value: Value): string => repr(value).replace(NON_ASCII, escapeCharacter);

function escapeCharacter(character: string): string {
  const code = character.codePointAt(0) ?? 0;
  if (code < 0x100) return `\\x${code.toString(16).padStart(2, '0')}`;
  if (code < 0x10000) return `\\u${code.toString(16).padStart(4, '0')}`;
  return `\\U${code.toString(16).padStart(8, '0')}`;
}

/** Values whose repr is being made; they hold themselves if they come up once more. */
const open = new Set<object>();

/** Runs `make` unless the value is inside itself, for which `instead` stands. */
export function once(value: object, instead: string, make: () => string): string {
  if (open.has(value)) return instead;
  open.add(value);
  try {
    return make();
  } finally {
    open.delete(value);
  }
}

/** Texts of the items, separated by commas. */
export function commaSeparated(items: Iterable<Value>): string {
  const texts: string[] = [];
  let length = 0;
  for (const item of items) {
    const text = repr(item);
    length += text.length;
    charged(text);
    texts.push(text);
  }
  return length > 0 ? charged(texts.join(', ')) : texts.join(', ');
}
