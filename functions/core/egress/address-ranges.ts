import { BlockList, isIP } from 'node:net';

/**
 * Kind of an IP address. Connections to `private` and `loopback` addresses are allowed if a manifest names the host.
 * Connections to `forbidden` ones are never allowed (link-local with the metadata services, multicast, unspecified,
 * reserved).
 */
export type AddressKind = 'public' | 'private' | 'loopback' | 'forbidden';

type Range = [network: string, prefix: number];

/** RFC 1918, RFC 6598 (carrier-grade NAT), RFC 4193 (unique local, AWS's fd00:ec2::/32 is taken out below). */
const PRIVATE: Range[] = [
  ['10.0.0.0', 8],
  ['172.16.0.0', 12],
  ['192.168.0.0', 16],
  ['100.64.0.0', 10],
  ['fc00::', 7],
];
const LOOPBACK: Range[] = [
  ['127.0.0.0', 8],
  ['::1', 128],
];
/**
 * IANA special-purpose registries (RFC 6890), except the ranges above. Of IPv6, only 2000::/3 is assigned to the public
 * internet, so this list holds only the special parts of that range.
 */
const FORBIDDEN: Range[] = [
  ['0.0.0.0', 8],
  ['169.254.0.0', 16], // link-local: metadata of EC2 (169.254.169.254), of ECS and EKS (169.254.170.x)
  ['100.100.100.200', 32], // metadata of another cloud, inside the range of carrier-grade NAT
  ['192.0.0.0', 24],
  ['192.0.2.0', 24],
  ['192.88.99.0', 24],
  ['198.18.0.0', 15],
  ['198.51.100.0', 24],
  ['203.0.113.0', 24],
  ['224.0.0.0', 4],
  ['240.0.0.0', 4],
  ['fd00:ec2::', 32], // metadata, time and DNS of EC2 over IPv6
  ['2001::', 23], // protocol assignments: Teredo, benchmarking, ORCHID
  ['2001:db8::', 32],
  ['3fff::', 20],
];
/** IPv6 prefixes that contain an IPv4 address, whose kind decides; `start` is the first bit of that address. */
const CARRIERS: [network: string, prefix: number, start: number][] = [
  ['::ffff:0:0', 96, 96], // IPv4-mapped
  ['::', 96, 96], // IPv4-compatible, deprecated
  ['64:ff9b::', 96, 96], // NAT64, RFC 6052
  ['2002::', 16, 16], // 6to4
];

const isPrivate = listOf(PRIVATE);
const isLoopback = listOf(LOOPBACK);
const isForbidden = listOf(FORBIDDEN);
const isGlobalUnicast = listOf([['2000::', 3]]);
const carriers = CARRIERS.map(([network, prefix, start]) => ({ carries: listOf([[network, prefix]]), start }));

/** The kind of an IPv4 or IPv6 address; any other text is `forbidden`. */
export function kindOfAddress(address: string): AddressKind {
  const plain = address.replace(/%.*$/, '').replace(/^\[|\]$/g, '');
  const version = isIP(plain);
  if (version === 0) return 'forbidden';
  if (isLoopback(plain)) return 'loopback';
  if (version === 6) {
    const words = wordsOf(plain);
    const carrier = carriers.find(({ carries }) => carries(plain));
    if (carrier) return kindOfAddress(embeddedIn(words, carrier.start / 16));
  }
  if (isForbidden(plain)) return 'forbidden';
  if (isPrivate(plain)) return 'private';
  return version === 4 || isGlobalUnicast(plain) ? 'public' : 'forbidden';
}

function listOf(ranges: Range[]): (address: string) => boolean {
  const four = new BlockList();
  const six = new BlockList();
  for (const [network, prefix] of ranges) {
    if (isIP(network) === 4) four.addSubnet(network, prefix, 'ipv4');
    else six.addSubnet(network, prefix, 'ipv6');
  }
  // Two lists: one list would take IPv4-mapped addresses and 0.0.0.0/8 for the same thing in some versions of Node.
  return (address) => (isIP(address) === 4 ? four.check(address, 'ipv4') : six.check(address, 'ipv6'));
}

/** The eight 16-bit words of an IPv6 address. */
function wordsOf(address: string): number[] {
  const hexadecimal = new URL(`http://[${address}]/`).hostname.slice(1, -1);
  const [head = '', tail] = hexadecimal.split('::');
  const before = head === '' ? [] : head.split(':');
  const after = tail === undefined || tail === '' ? [] : tail.split(':');
  const zeros = Array.from({ length: 8 - before.length - after.length }, () => '0');
  return [...before, ...zeros, ...after].map((word) => Number.parseInt(word, 16));
}

function embeddedIn(words: number[], first: number): string {
  const [high = 0, low = 0] = words.slice(first, first + 2);
  return [high >> 8, high & 255, low >> 8, low & 255].join('.');
}
