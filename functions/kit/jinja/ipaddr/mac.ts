import { JinjaError } from '../errors.ts';
import { filterError, type Outcome } from './outcome.ts';

/** Ways to write a hardware address: how many hex digits stand together, and what stands between. */
const FORMS: Record<string, { digits: number; separator: string; upper?: boolean; short?: boolean }> = {
  bare: { digits: 12, separator: '', upper: true },
  cisco: { digits: 4, separator: '.' },
  eui48: { digits: 2, separator: '-', upper: true },
  win: { digits: 2, separator: '-', upper: true },
  linux: { digits: 2, separator: ':' },
  pgsql: { digits: 6, separator: ':' },
  postgresql: { digits: 6, separator: ':' },
  psql: { digits: 6, separator: ':' },
  unix: { digits: 2, separator: ':', short: true },
};

interface Mac {
  readonly value: bigint;
  /** 48, or 64 for an EUI-64. */
  readonly bits: number;
}

/** A hardware address in any usual form; undefined for anything else. */
export function parseMac(text: string): Mac | undefined {
  for (const [parts, size, pattern] of [
    [6, 2, /^[\da-f]{1,2}(?:([:-])[\da-f]{1,2})(?:\1[\da-f]{1,2}){4}$/i],
    [3, 4, /^[\da-f]{1,4}([:.-])[\da-f]{1,4}\1[\da-f]{1,4}$/i],
    [2, 6, /^[\da-f]{5,6}([:-])[\da-f]{5,6}$/i],
    [1, 12, /^[\da-f]{11,12}$/i],
    [8, 2, /^[\da-f]{1,2}([:-])[\da-f]{1,2}(?:\1[\da-f]{1,2}){6}$/i],
    [4, 4, /^[\da-f]{1,4}([:.-])[\da-f]{1,4}(?:\1[\da-f]{1,4}){2}$/i],
    [1, 16, /^[\da-f]{16}$/i],
  ] as const) {
    if (!pattern.test(text)) continue;
    const digits =
      parts === 1
        ? text
        : text
            .split(/[:.-]/)
            .map((part) => part.padStart(size, '0'))
            .join('');
    return { value: BigInt(`0x${digits}`), bits: parts * size * 4 };
  }
  return undefined;
}

/** `hwaddr`: a hardware address in the form of the query, or itself. */
export function hwaddr(value: string, query: string, alias: string): Outcome {
  const mac = parseMac(value);
  if (!mac && query !== '' && query !== 'bool') throw filterError(`${alias}: not a hardware address: ${value}`);
  if (query === '') return mac ? value : null;
  if (query === 'bool') return mac ? true : null;
  if (query === 'int') return mac?.value ?? null;
  const form = Object.hasOwn(FORMS, query) ? FORMS[query] : undefined;
  if (!form || !mac) throw filterError(`${alias}: unknown filter type: ${query}`);
  if (mac.bits > 48) throw new JinjaError('IndexError', `${value} has more than 48 bits`);
  const digits = mac.value.toString(16).padStart(12, '0');
  const groups = digits.match(new RegExp(`.{1,${form.digits}}`, 'g')) ?? [];
  const text = groups.map((group) => (form.short ? group.replace(/^0(?=.)/, '') : group)).join(form.separator);
  return form.upper ? text.toUpperCase() : text;
}

/** The interface identifier that a hardware address gives an IPv6 address: EUI-64 with one bit turned. */
export function interfaceId({ value, bits }: Mac): bigint {
  const eui64 = bits === 64 ? value : ((value >> 24n) << 40n) | (0xfffen << 24n) | (value & 0xffffffn);
  return eui64 ^ (1n << 57n);
}
