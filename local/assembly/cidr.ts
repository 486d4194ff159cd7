import { isIPv6 } from 'node:net';

/**
 * `Fn::Cidr`: the first `count` blocks of a range, each with `hostBits` bits for hosts.
 * @param range e.g. `10.0.0.0/16` or `2600:1f18::/56`
 */
export function cidrBlocks(range: string, count: number, hostBits: number): string[] {
  const [address = '', prefix = ''] = range.split('/');
  const version = isIPv6(address) ? V6 : V4;
  const mask = version.bits - hostBits;
  if (mask < Number(prefix)) throw new Error(`${range} has no blocks with ${hostBits} bits for hosts.`);
  const base = version.parse(address);
  return Array.from(
    { length: count },
    (_, index) => `${version.format(base + (BigInt(index) << BigInt(hostBits)))}/${mask}`,
  );
}

const V4 = {
  bits: 32,
  parse: (text: string) => text.split('.').reduce((sum, part) => sum * 256n + BigInt(part), 0n),
  format: (value: bigint) => [24n, 16n, 8n, 0n].map((shift) => String((value >> shift) & 0xffn)).join('.'),
};

const V6 = {
  bits: 128,
  parse(text: string) {
    const [head = '', tail] = text.split('::').map((half) => half.split(':').filter((group) => group !== ''));
    const last = tail ?? [];
    const missing = 8 - head.length - last.length;
    const groups = [...head, ...Array<string>(missing).fill('0'), ...last];
    return groups.reduce((sum, group) => sum * 65_536n + BigInt(`0x${group}`), 0n);
  },
  format: (value: bigint) =>
    Array.from({ length: 8 }, (_, index) => ((value >> BigInt(112 - index * 16)) & 0xffffn).toString(16)).join(':'),
};
