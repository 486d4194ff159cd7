/** IP addresses as numbers, and how they are written. */

export type Version = 4 | 6;

export interface Address {
  readonly version: Version;
  readonly value: bigint;
}

export const widthOf = (version: Version): number => (version === 4 ? 32 : 128);
export const largest = (version: Version): bigint => (1n << BigInt(widthOf(version))) - 1n;

const OCTET = /^(?:0|[1-9]\d{0,2})$/;

/** An address in its full form; undefined for anything else. */
export const parseAddress = (text: string): Address | undefined => parseV4(text) ?? parseV6(text);

export function parseV4(text: string): Address | undefined {
  const octets = text.split('.');
  if (octets.length !== 4 || !octets.every((octet) => OCTET.test(octet) && Number(octet) < 256)) return undefined;
  return { version: 4, value: octets.reduce((value, octet) => value * 256n + BigInt(octet), 0n) };
}

/** An address of IPv4 as `inet_aton` reads it: octal and hex parts, the last for all octets that are left. */
export function parseLoose(text: string): Address | undefined {
  const parts = text.split('.');
  if (parts.length > 4 || !parts.every((part) => /^(?:0x[\da-f]+|0[0-7]*|[1-9]\d*)$/i.test(part))) return undefined;
  const numbers = parts.map((part) => BigInt(/^0\d/.test(part) ? `0o${part}` : part));
  const last = numbers.pop() ?? 0n;
  const left = BigInt(8 * (4 - numbers.length));
  if (numbers.some((number) => number > 255n) || last >= 1n << left) return undefined;
  return { version: 4, value: (numbers.reduce((value, number) => value * 256n + number, 0n) << left) + last };
}

export function parseV6(text: string): Address | undefined {
  const [head = '', tail, ...rest] = text.split('::');
  if (rest.length > 0) return undefined;
  const first = groupsOf(head, tail === undefined);
  const last = tail === undefined ? [] : groupsOf(tail, true);
  if (!first || !last) return undefined;
  const missing = 8 - first.length - last.length;
  if (tail === undefined ? missing !== 0 : missing < 1) return undefined;
  const groups = [...first, ...Array.from({ length: missing }, () => 0n), ...last];
  return { version: 6, value: groups.reduce((value, group) => (value << 16n) | group, 0n) };
}

/** Groups of four hex digits; the last may be an IPv4 address, which is two. */
function groupsOf(text: string, mayEndInV4: boolean): bigint[] | undefined {
  if (text === '') return [];
  const groups: bigint[] = [];
  const parts = text.split(':');
  for (const [index, part] of parts.entries()) {
    const v4 = mayEndInV4 && index === parts.length - 1 ? parseV4(part) : undefined;
    if (v4) groups.push(v4.value >> 16n, v4.value & 0xffffn);
    else if (/^[\da-f]{1,4}$/i.test(part)) groups.push(BigInt(`0x${part}`));
    else return undefined;
  }
  return groups;
}

export function formatAddress({ version, value }: Address): string {
  return version === 4 ? octetsOf(value).join('.') : formatV6(value);
}

export const octetsOf = (value: bigint): number[] => [24n, 16n, 8n, 0n].map((shift) => Number((value >> shift) & 255n));

function formatV6(value: bigint): string {
  const groups = Array.from({ length: 8 }, (_, index) => Number((value >> BigInt(112 - 16 * index)) & 0xffffn));
  const { start, length } = longestZeros(groups);
  const hex = (part: readonly number[]) => part.map((group) => group.toString(16)).join(':');
  if (length < 2) return hex(groups);
  // As inet_ntop has it, an address that holds one of IPv4 shows it.
  const holdsV4 = start === 0 && (length === 6 || (length === 5 && groups[5] === 0xffff)) && value > 0xffffn;
  if (holdsV4) return `::${length === 5 ? 'ffff:' : ''}${octetsOf(value & 0xffffffffn).join('.')}`;
  return `${hex(groups.slice(0, start))}::${hex(groups.slice(start + length))}`;
}

function longestZeros(groups: readonly number[]): { start: number; length: number } {
  let best = { start: 0, length: 0 };
  let start = 0;
  for (const [index, group] of [...groups, 1].entries()) {
    if (group === 0) continue;
    if (index - start > best.length) best = { start, length: index - start };
    start = index + 1;
  }
  return best;
}

/** The name of an address in the reverse zone of DNS. */
export function reverseName({ version, value }: Address): string {
  if (version === 4) return `${octetsOf(value).reverse().join('.')}.in-addr.arpa.`;
  return `${[...value.toString(16).padStart(32, '0')].reverse().join('.')}.ip6.arpa.`;
}
