import { JinjaError, typeError, valueError } from '../errors.ts';
import { charge } from '../meter.ts';
import { widthOf } from './address.ts';
import { ipaddr } from './ipaddr.ts';
import { Network, parseNetwork } from './network.ts';
import { filterError, type Outcome } from './outcome.ts';

/** The network of a value without its host's part for networks; undefined for a value that is not an address. */
export function normalized(value: Outcome): Network | undefined {
  const type = ipaddr(value, 'type');
  const text = type === 'address' ? ipaddr(value, 'cidr') : type === 'network' ? ipaddr(value, 'subnet') : false;
  return typeof text === 'string' ? parseNetwork(text) : undefined;
}

/** `ipsubnet`: networks inside or around a value. */
export function ipsubnet(given: Outcome, query: string, index: bigint | undefined): Outcome {
  const type = ipaddr(given, 'type');
  const network = normalized(given)?.cidr;
  if (!network) return false;
  if (query === '') return String(network);
  if (!/^\d+$/.test(query)) return positionIn(network, query);
  const prefix = Number(query);
  const width = widthOf(network.version);
  if (prefix > width) return false;
  const isAddress = type === 'address' && network.size === 1n;
  if (isAddress) return supernet(network, prefix, index);
  if (prefix < network.prefix) {
    if (index === undefined) throw filterError(`Requested subnet size of ${prefix} is invalid`);
    return index === 0n ? String(new Network(network.version, network.first, prefix)) : false;
  }
  const count = 1n << BigInt(prefix - network.prefix);
  if (index === undefined) return String(count);
  const at = index < 0n ? index + count : index;
  if (at < 0n || at >= count) return false;
  return String(new Network(network.version, network.first + (at << BigInt(width - prefix)), prefix));
}

/** Networks around an address, from one with a prefix down to the next smaller ones. */
function supernet(network: Network, prefix: number, index = 0n): Outcome {
  const width = BigInt(widthOf(network.version));
  if (index > width + 1n - index || index < BigInt(prefix) - width) return false;
  const count = BigInt(network.prefix - prefix);
  const at = index < 0n ? index + count : index;
  if (at < 0n || at >= count) throw new JinjaError('IndexError', 'list index out of range');
  return String(new Network(network.version, network.value, prefix + Number(at)).cidr);
}

/** Which one of the networks of its size it is inside of another network, counted from 1. */
function positionIn(network: Network, query: string): Outcome {
  const around = normalized(query);
  if (!around) throw filterError(`You must pass a valid subnet or IP address; ${query} is invalid`);
  const shift = BigInt(widthOf(network.version) - around.prefix);
  if (around.version !== network.version) throw valueError(`${around} is of another version than ${network}`);
  if (network.value >> shift !== around.value >> shift) {
    throw filterError(`${network.cidr} is not in the subnet ${around.cidr}`);
  }
  if (network.prefix < around.prefix) throw typeError(`${network} is larger than ${around}`);
  const size = BigInt(widthOf(network.version) - network.prefix);
  return String(((network.value & around.hostmask) >> size) + 1n);
}

/** Networks that cover the same addresses, as few as possible. */
export function merged(networks: readonly Network[]): Network[] {
  const ranges = networks
    .map((network) => ({ version: network.version, first: network.first, last: network.last, network }))
    .sort((a, b) => a.version - b.version || compare(a.last, b.last) || compare(a.first, b.first));
  const joined: { version: 4 | 6; first: bigint; last: bigint; network: Network | undefined }[] = [];
  for (const range of ranges.reverse()) {
    charge(1);
    const next = joined.at(-1);
    if (next && next.version === range.version && next.first - 1n <= range.last) {
      joined[joined.length - 1] = {
        version: next.version,
        first: least(range.first, next.first),
        last: next.last,
        network: undefined,
      };
    } else joined.push(range);
  }
  return joined
    .reverse()
    .flatMap(({ version, first, last, network }) => (network ? [network] : covering(version, first, last)));
}

const least = (a: bigint, b: bigint) => (compare(a, b) < 0 ? a : b);
const compare = (a: bigint, b: bigint) => (a < b ? -1 : a > b ? 1 : 0);

function covering(version: 4 | 6, first: bigint, last: bigint): Network[] {
  const networks: Network[] = [];
  for (let start = first; start <= last; ) {
    charge(1);
    let host = 0;
    while (host < widthOf(version)) {
      const size = 1n << BigInt(host + 1);
      if (start % size !== 0n || start + size - 1n > last) break;
      host += 1;
    }
    networks.push(new Network(version, start, widthOf(version) - host));
    start += 1n << BigInt(host);
  }
  return networks;
}

/** A network around all of them. As in `netaddr` 0.8, it is larger than the last of them, even if that holds all. */
export function spanning(networks: readonly Network[]): Network {
  const ordered = [...networks].sort((a, b) => compare(a.first, b.first) || compare(a.last, b.last));
  const [lowest, highest] = [ordered[0], ordered.at(-1)];
  if (!lowest || !highest) throw filterError('cidr_merge: there are no networks');
  const { version } = lowest;
  if (networks.some((network) => network.version !== version)) {
    throw filterError('IP sequence cannot contain both IPv4 and IPv6!');
  }
  let { prefix, last: value } = highest;
  while (prefix > 0 && value > lowest.first) {
    prefix -= 1;
    ({ first: value } = new Network(version, value, prefix));
  }
  return new Network(version, value, prefix);
}
