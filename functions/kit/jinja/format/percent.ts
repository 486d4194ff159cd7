import { JinjaError, typeError, valueError } from '../errors.ts';
import { charge, chargeCharacters, charged } from '../meter.ts';
import { lengthOf, sliceText } from '../values/characters.ts';
import { asInt, toFloat, toInt } from '../values/convert.ts';
import { PyDict } from '../values/dict.ts';
import { escapeText } from '../values/escape.ts';
import { PyTuple } from '../values/sequences.ts';
import { asciiRepr, intRepr, repr, str } from '../values/text.ts';
import { Undefined } from '../values/undefined.ts';
import { isText, Markup, PyObject, plain, type Text, typeName, type Value } from '../values/value.ts';
import { formatFloat } from './float.ts';

const DIRECTIVE = /%(?:\(([^)]{0,200})\))?([-#0 +]*)(\*|\d*)(?:\.(\*|\d*))?[hlL]?(.?)/gsu;

/** `format % values`. A Markup escapes what it is given. */
export function formatPercent(format: Text, values: Value): Text {
  const text = plain(format);
  charge(text.length >> 1);
  const source = new Source(values, format instanceof Markup);
  let length = 0;
  const result = text.replace(DIRECTIVE, (_, key, flags, width, precision, conversion) => {
    const piece = directive(source, { key, flags, width, precision, conversion });
    length += piece.length;
    chargeCharacters(length);
    return piece;
  });
  source.finish();
  return format instanceof Markup ? new Markup(result) : charged(result);
}

interface Directive {
  readonly key: string | undefined;
  readonly flags: string;
  readonly width: string;
  readonly precision: string | undefined;
  readonly conversion: string;
}

function directive(source: Source, { key, flags, width, precision, conversion }: Directive): string {
  if (conversion === '') throw valueError('incomplete format');
  const isBare = key === undefined && flags === '' && width === '' && precision === undefined;
  if (conversion === '%' && isBare) return '%';
  const named = key === undefined ? undefined : source.named(key);
  const wide = width === '*' ? source.star() : Number(width);
  const precise = precision === undefined ? undefined : precision === '*' ? source.star() : Number(precision);
  const value = named ?? source.next();
  const body = converted(value, conversion, { flags, precision: precise, escapes: source.escapes });
  return padded(body, flags + (wide < 0 ? '-' : ''), Math.abs(wide), 'sracC'.includes(conversion));
}

const LARGEST_C_INT = 2n ** 31n - 1n;

/** The values that directives take one after the other, or by key. */
class Source {
  readonly escapes: boolean;
  readonly #values: readonly Value[];
  readonly #mapping: Value | undefined;
  #position = 0;

  constructor(values: Value, escapes: boolean) {
    this.escapes = escapes;
    this.#mapping =
      values instanceof PyObject && !(values instanceof PyTuple) && values.subscriptable ? values : undefined;
    this.#values = values instanceof PyTuple ? values.items : [values];
  }

  next(): Value {
    const value = this.#values[this.#position];
    if (value === undefined) throw typeError('not enough arguments for format string');
    this.#position += 1;
    return value;
  }

  star(): number {
    const int = asInt(this.next());
    if (int === undefined) throw typeError('* wants int');
    if (int > LARGEST_C_INT || int < -LARGEST_C_INT) {
      throw new JinjaError('OverflowError', 'Python int too large to convert to C int');
    }
    return Number(int);
  }

  named(key: string): Value {
    if (!(this.#mapping instanceof PyDict)) throw typeError('format requires a mapping');
    const value = this.#mapping.get(key);
    if (value === undefined) throw new JinjaError('KeyError', `'${key}'`, { subject: key });
    this.#position = this.#values.length;
    return value;
  }

  finish(): void {
    if (this.#position >= this.#values.length) return;
    if (this.#mapping && !(this.#mapping instanceof Markup)) return;
    throw typeError('not all arguments converted during string formatting');
  }
}

interface Conversion {
  readonly flags: string;
  readonly precision: number | undefined;
  readonly escapes: boolean;
}

function converted(value: Value, conversion: string, options: Conversion): string {
  const { flags, precision } = options;
  switch (conversion) {
    case 's':
    case 'r':
    case 'a':
      return cut(textual(value, conversion, options.escapes), precision);
    case 'c':
      return character(value);
    case 'd':
    case 'i':
    case 'u':
      return signed(integer(value, conversion), flags, precision, 10, '');
    case 'x':
    case 'X':
    case 'o': {
      const radix = conversion === 'o' ? 8 : 16;
      const text = signed(exactInteger(value, conversion), flags, precision, radix, `0${conversion}`);
      return conversion === 'X' ? text.toUpperCase() : text;
    }
    case 'e':
    case 'E':
    case 'f':
    case 'F':
    case 'g':
    case 'G':
      return real(value, conversion, options);
    default: {
      const code = conversion.codePointAt(0)?.toString(16);
      throw valueError(`unsupported format character '${conversion}' (0x${code})`);
    }
  }
}

function textual(value: Value, conversion: string, escapes: boolean): string {
  if (conversion === 's') return escapes && !(value instanceof Markup) ? escapeText(str(value)) : str(value);
  const text = conversion === 'r' ? repr(value) : asciiRepr(value);
  return escapes ? escapeText(text) : text;
}

const cut = (text: string, precision: number | undefined) =>
  precision === undefined ? text : sliceText(text, 0, Math.max(0, precision));

function character(value: Value): string {
  if (isText(value) && lengthOf(plain(value)) === 1) return plain(value);
  const int = asInt(value);
  if (int === undefined) throw typeError('%c requires int or char');
  if (int < 0n || int > 0x10ffffn) throw new JinjaError('OverflowError', '%c arg not in range(0x110000)');
  return String.fromCodePoint(Number(int));
}

function integer(value: Value, conversion: string): bigint {
  if (asInt(value) === undefined && typeof value !== 'number') {
    if (value instanceof Undefined) throw value.error();
    throw typeError(`%${conversion} format: a real number is required, not ${typeName(value)}`);
  }
  return toInt(value);
}

function exactInteger(value: Value, conversion: string): bigint {
  const int = asInt(value);
  if (int === undefined) throw typeError(`%${conversion} format: an integer is required, not ${typeName(value)}`);
  return int;
}

function signed(value: bigint, flags: string, precision = 0, radix: number, prefix: string): string {
  const magnitude = value < 0n ? -value : value;
  chargeCharacters(precision);
  const digits = (radix === 10 ? intRepr(magnitude) : magnitude.toString(radix)).padStart(precision, '0');
  return signFor(value < 0n, flags) + (flags.includes('#') ? prefix : '') + digits;
}

const signFor = (negative: boolean, flags: string) =>
  negative ? '-' : flags.includes('+') ? '+' : flags.includes(' ') ? ' ' : '';

function real(value: Value, code: string, { flags, precision }: Conversion): string {
  if (isText(value)) throw typeError(`must be real number, not ${typeName(value)}`);
  const float = toFloat(value);
  const body = formatFloat(Math.abs(float), { code, precision: precision ?? 6, alternate: flags.includes('#') });
  return signFor(float < 0 || Object.is(float, -0), flags) + body;
}

/** Fills up to the width: zeros go behind the sign and prefix. */
function padded(body: string, flags: string, width: number, isTextual: boolean): string {
  const missing = width - lengthOf(body);
  if (missing <= 0) return body;
  chargeCharacters(width);
  if (flags.includes('-')) return body + ' '.repeat(missing);
  if (!flags.includes('0') || isTextual) return ' '.repeat(missing) + body;
  const [, head = '', digits = ''] = /^([ +-]?(?:0[xXoO](?=.))?)(.*)$/s.exec(body) ?? [];
  return head + '0'.repeat(missing) + digits;
}
