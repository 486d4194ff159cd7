import { JinjaError, typeError, valueError } from '../errors.ts';
import { chargeCharacters, charged } from '../meter.ts';
import { lengthOf, sliceText } from '../values/characters.ts';
import { asInt, floatOfInt } from '../values/convert.ts';
import { intRepr, str } from '../values/text.ts';
import { isText, plain, typeName, type Value } from '../values/value.ts';
import { formatFloat } from './float.ts';

interface Spec {
  readonly fill: string;
  readonly align: string | undefined;
  readonly sign: string;
  readonly alternate: boolean;
  readonly width: number;
  readonly grouping: string | undefined;
  readonly precision: number | undefined;
  readonly type: string | undefined;
}

const SPEC = /^(?:(.)?([<>=^]))?([ +-])?(#)?(0)?(\d+)?([_,])?(?:\.(\d+))?(.)?$/su;

function parse(text: string, value: Value): Spec {
  const match = SPEC.exec(text);
  if (!match) throw valueError(`Invalid format specifier '${text}' for object of type '${typeName(value)}'`);
  const [, fill, align, sign = '-', alternate, zero, width = '0', grouping, precision, type] = match;
  const filled = zero !== undefined && align === undefined;
  return {
    fill: fill ?? (zero === undefined ? ' ' : '0'),
    align: align ?? (filled && !isText(value) ? '=' : undefined),
    sign,
    alternate: alternate !== undefined,
    width: Number(width),
    grouping,
    precision: precision === undefined ? undefined : Number(precision),
    type,
  };
}

/** `format(value, spec)`: Python's format specification for str, int and float; other types take an empty one alone. */
export function formatValue(value: Value, text: string): string {
  if (text === '') return str(value);
  if (isText(value)) return formatText(plain(value), parse(text, value));
  const int = asInt(value);
  if (int === undefined && typeof value !== 'number') {
    throw typeError(`unsupported format string passed to ${typeName(value)}.__format__`);
  }
  const spec = parse(text, value);
  if (int !== undefined && (spec.type === undefined || 'bcdnoxX'.includes(spec.type))) return formatInt(int, spec);
  return formatReal(int === undefined ? (value as number) : floatOfInt(int), spec, typeName(value));
}

function formatText(text: string, spec: Spec): string {
  if (spec.type !== undefined && spec.type !== 's') throw unknownCode(spec.type, 'str');
  if (spec.sign !== '-') throw valueError('Sign not allowed in string format specifier');
  if (spec.alternate) throw valueError('Alternate form (#) not allowed in string format specifier');
  if (spec.align === '=') throw valueError("'=' alignment not allowed in string format specifier");
  if (spec.grouping !== undefined) throw valueError(`Cannot specify '${spec.grouping}' with 's'.`);
  const shown = spec.precision === undefined ? text : sliceText(text, 0, spec.precision);
  return aligned('', shown, spec, '<');
}

const unknownCode = (code: string, type: string) =>
  valueError(`Unknown format code '${code}' for object of type '${type}'`);

const RADIX: Record<string, number> = { b: 2, o: 8, x: 16, X: 16 };

function formatInt(value: bigint, spec: Spec): string {
  const { type = 'd' } = spec;
  if (spec.precision !== undefined) throw valueError('Precision not allowed in integer format specifier');
  if (type === 'c') {
    if (spec.sign !== '-') throw valueError("Sign not allowed with integer format specifier 'c'");
    return aligned('', character(value), spec, '>');
  }
  if (spec.grouping === ',' && type !== 'd') throw valueError(`Cannot specify ',' with '${type}'.`);
  const radix = RADIX[type] ?? 10;
  const magnitude = value < 0n ? -value : value;
  const digits = radix === 10 ? intRepr(magnitude) : charged(magnitude.toString(radix));
  const prefix = spec.alternate && radix !== 10 ? `0${type}` : '';
  const shown = type === 'X' ? digits.toUpperCase() : digits;
  const head = signOf(value < 0n, spec) + prefix;
  return numberAligned(head, shown, '', { ...spec, grouping: spec.grouping }, radix === 10 ? 3 : 4);
}

function character(value: bigint): string {
  if (value >= 2n ** 63n || value < -(2n ** 63n)) {
    throw new JinjaError('OverflowError', 'Python int too large to convert to C long');
  }
  if (value < 0n || value > 0x10ffffn) throw valueError('%c arg not in range(0x110000)');
  return String.fromCodePoint(Number(value));
}

function formatReal(value: number, spec: Spec, type: string): string {
  const code = spec.type;
  if (code !== undefined && !'eEfFgGn%'.includes(code)) throw unknownCode(code, type);
  const body = formatFloat(Math.abs(value), { code, precision: spec.precision, alternate: spec.alternate });
  const negative = value < 0 || Object.is(value, -0);
  const [, whole = '', rest = ''] = /^(\d*)(.*)$/s.exec(body) ?? [];
  return numberAligned(signOf(negative, spec), whole, rest, spec, 3);
}

const signOf = (negative: boolean, { sign }: Spec) => (negative ? '-' : sign === '-' ? '' : sign);

/** Digits with separators and padding; zeros that fill up to the width are grouped too. */
function numberAligned(head: string, digits: string, rest: string, spec: Spec, size: number): string {
  const { grouping, width } = spec;
  if (grouping === undefined || digits === '') return aligned(head, digits + rest, spec, '>');
  let shown = grouped(digits, grouping, size);
  if (spec.align === '=' && spec.fill === '0') {
    chargeCharacters(width);
    let padded = digits;
    while (head.length + shown.length + rest.length < width) {
      padded = `0${padded}`;
      shown = grouped(padded, grouping, size);
    }
  }
  return aligned(head, shown + rest, spec, '>');
}

function grouped(digits: string, separator: string, size: number): string {
  const groups: string[] = [];
  for (let end = digits.length; end > 0; end -= size) groups.unshift(digits.slice(Math.max(0, end - size), end));
  return groups.join(separator);
}

/** Fills up to the width: between sign and digits for `=`. */
function aligned(head: string, body: string, spec: Spec, otherwise: string): string {
  const missing = spec.width - lengthOf(head) - lengthOf(body);
  if (missing <= 0) return head + body;
  chargeCharacters(spec.width);
  const fill = (count: number) => spec.fill.repeat(count);
  switch (spec.align ?? otherwise) {
    case '<':
      return head + body + fill(missing);
    case '=':
      return head + fill(missing) + body;
    case '^':
      return fill(Math.floor(missing / 2)) + head + body + fill(Math.ceil(missing / 2));
    default:
      return fill(missing) + head + body;
  }
}
