import { octetsOf, reverseName } from './address.ts';
import { isLinkLocal, isLoopback, isMulticast, isPrivate, isPublic, isSixToFour } from './kinds.ts';
import { Network } from './network.ts';
import type { Outcome } from './outcome.ts';
import { filterError } from './outcome.ts';

/** What a query is about. */
export interface Subject {
  readonly network: Network;
  /** Whether it was written with a prefix. */
  readonly type: 'address' | 'network';
  /** As it was given. */
  readonly value: string;
}

type Query = (subject: Subject) => Outcome;

/** Whether a network's address is one of a host in it. */
const isHost = ({ value, first, broadcast }: Network) => value !== first || broadcast === undefined;

const passing =
  (test: (network: Network) => boolean): Query =>
  ({ network, value }) =>
    test(network) ? value : null;

const single = ({ version, value }: Network) => new Network(version, value, version === 4 ? 32 : 128);

/** Queries that only networks answer. */
const ofNetwork =
  (query: (network: Network) => Outcome): Query =>
  ({ network, type }) => {
    if (type === 'address') throw filterError('Not a network address');
    return query(network);
  };

const addressWithPrefix: Query = ({ network }) => {
  const isEdge = network.value === network.first || network.value === network.broadcast;
  return network.size > 2n && isEdge ? false : String(network);
};

function address({ network }: Subject): Outcome {
  const { size, version, ip } = network;
  return size === 1n || isHost(network) || version === 6 ? ip : null;
}

/** An address of a network, if hosts may have it. */
export function usableAt(network: Network, value: bigint): Outcome {
  const { usable } = network;
  if (usable && value < 0n) throw filterError(`failed to detect a valid IP address from ${value}`);
  return usable && value >= usable.first && value <= usable.last ? network.text(value) : null;
}

function peer(network: Network): Outcome {
  const { size, value } = network;
  if (size === 2n) return network.text(value ^ 1n);
  if (size !== 4n) throw filterError('Not a point-to-point network');
  if (value % 4n === 0n) throw filterError('Network address of /30 has no peer');
  if (value % 4n === 3n) throw filterError('Broadcast address of /30 has no peer');
  return network.text(value ^ 3n);
}

const MAPPED = 0xffffn << 32n;
const LARGEST_V4 = 0xffffffffn;

/** The IPv4 network inside of an IPv6 one; false if it has no such network. */
function toV4({ network, value }: Subject): Outcome {
  if (network.version === 4) return value;
  const { value: ip } = network;
  const v4 = ip <= LARGEST_V4 ? ip : ip <= MAPPED + LARGEST_V4 ? ip - MAPPED : undefined;
  const prefix = network.prefix - 96;
  return v4 === undefined || v4 < 0n || prefix < 0 ? false : String(new Network(4, v4, prefix));
}

function toV6({ network, value }: Subject): Outcome {
  return network.version === 6 ? value : String(new Network(6, MAPPED + network.value, network.prefix + 96));
}

function toSixToFour({ network, type, value }: Subject): Outcome {
  const { version, size } = network;
  if (version === 6) {
    const asked = type === 'address' || network.value !== network.first;
    return asked && isSixToFour(single(network)) ? value : false;
  }
  if (size > 1n && network.value === network.first) return false;
  if (!isPublic(network) && !isPrivate(single(network))) return false;
  const [a = 0, b = 0, c = 0, d = 0] = octetsOf(network.value);
  const hex = (octet: number) => octet.toString(16).padStart(2, '0');
  return `2002:${hex(a)}${hex(b)}:${hex(c)}${hex(d)}::1/48`;
}

const wrapped: Query = ({ network, type, value }) => {
  if (network.version === 4) return value;
  return type === 'address' ? `[${network.ip}]` : `[${network.ip}]/${network.prefix}`;
};

const kind: Query = ({ network }) => (network.size === 1n || network.value !== network.first ? 'address' : 'network');

const sized = (network: Network, text: string): Outcome =>
  network.size === 2n || (network.size > 1n && network.value !== network.first) ? text : null;

const mask = ({ network }: Subject) => network.text(network.netmask);
const wildcard = ({ network }: Subject) => network.text(network.hostmask);
const networkId = ({ network }: Subject) => network.text(network.first);
const subnet = ({ network }: Subject) => String(network.cidr);
const integer: Query = ({ network, type }) =>
  type === 'address' ? network.value : `${network.value}/${network.prefix}`;

/** Queries by name; several have aliases. */
export const QUERIES: ReadonlyMap<string, Query> = new Map<string, Query>([
  ['', ({ network, type }) => (type === 'address' ? network.ip : String(network))],
  ['6to4', toSixToFour],
  ['address', address],
  ['ip', address],
  ['bool', () => true],
  ['broadcast', ({ network }) => (network.size > 2n ? network.text(network.last) : null)],
  ['cidr', ({ network }) => String(network)],
  ['first_usable', ofNetwork((network) => (network.usable ? network.text(network.usable.first) : null))],
  ['host', ({ network }) => (network.size === 1n || isHost(network) ? String(network) : null)],
  ...['address/prefix', 'gateway', 'gw', 'host/prefix', 'hostnet', 'router'].map((name): [string, Query] => [
    name,
    addressWithPrefix,
  ]),
  ['hostmask', wildcard],
  ['wildcard', wildcard],
  ['int', integer],
  ['ip/prefix', ({ network }) => sized(network, String(network))],
  ['ip_netmask', ({ network }) => sized(network, `${network.ip} ${network.text(network.netmask)}`)],
  ['ipv4', toV4],
  ['v4', toV4],
  ['ipv6', toV6],
  ['v6', toV6],
  ['last_usable', ofNetwork((network) => (network.usable ? network.text(network.usable.last) : null))],
  ['link-local', passing((network) => isLinkLocal(single(network)))],
  ['lo', passing((network) => isLoopback(single(network)))],
  ['loopback', passing((network) => isLoopback(single(network)))],
  ['multicast', passing(isMulticast)],
  ['net', ({ network }) => (network.size > 1n && network.value === network.first ? String(network) : null)],
  ['netmask', mask],
  ['network', networkId],
  ['network_id', networkId],
  ['network/prefix', subnet],
  ['subnet', subnet],
  ['network_netmask', (subject) => `${networkId(subject)} ${mask(subject)}`],
  ['network_wildcard', (subject) => `${networkId(subject)} ${wildcard(subject)}`],
  ['next_usable', ofNetwork((network) => usableAt(network, network.value + 1n))],
  ['peer', ofNetwork(peer)],
  ['prefix', ({ network }) => BigInt(network.prefix)],
  ['previous_usable', ofNetwork((network) => usableAt(network, network.value - 1n))],
  ['private', passing(isPrivate)],
  ['public', passing(isPublic)],
  ['range_usable', ofNetwork(usableRange)],
  ['revdns', ({ network }) => reverseName(network)],
  ['size', ({ network }) => network.size],
  ['size_usable', ({ network: { size } }) => (size === 1n ? 0n : size === 2n ? 2n : size - 2n)],
  ['type', kind],
  ['unicast', passing((network) => !isMulticast(network))],
  ['version', ({ network }) => BigInt(network.version)],
  ['wrap', wrapped],
]);

function usableRange(network: Network): Outcome {
  const { usable } = network;
  return usable ? `${network.text(usable.first)}-${network.text(usable.last)}` : null;
}
