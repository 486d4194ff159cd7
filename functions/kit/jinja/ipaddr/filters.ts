import { JinjaError } from '../errors.ts';
import { type Filter, filters } from '../filters/filter.ts';
import { charge } from '../meter.ts';
import { asInt, parseInteger } from '../values/convert.ts';
import { PyDict } from '../values/dict.ts';
import { itemsOf, truth } from '../values/iteration.ts';
import { PyIterator, PyList, PyTuple } from '../values/sequences.ts';
import { repr, str } from '../values/text.ts';
import { Undefined } from '../values/undefined.ts';
import { isText, plain, typeName, type Value } from '../values/value.ts';
import { formatAddress, largest, parseLoose, parseV6, type Version } from './address.ts';
import { ipaddr } from './ipaddr.ts';
import { hwaddr, interfaceId, parseMac } from './mac.ts';
import { type Network, parseNetwork } from './network.ts';
import { filterError, type Outcome } from './outcome.ts';
import { usableAt } from './queries.ts';
import { ipsubnet, merged, normalized, spanning } from './subnets.ts';

/** One value as what may be an address. */
function candidate(value: Value): Outcome {
  if (value instanceof Undefined) throw value.error();
  if (isText(value)) return plain(value);
  return value === null || typeof value === 'boolean' || typeof value === 'bigint' ? value : repr(value);
}

const isMany = (value: Value) => value instanceof PyList || value instanceof PyTuple || value instanceof PyIterator;

interface Asked {
  readonly query: string;
  readonly alias: string;
  readonly version?: Version;
}

/** An answer for a value, or the list of those that are not empty for a list. */
function query(value: Value, asked: Asked): Value {
  charge(1);
  if (!isMany(value)) return ipaddr(candidate(value), asked.query, asked);
  return new PyList(
    itemsOf(value)
      .map((item) => query(item, asked))
      .filter(truth),
  );
}

/** Texts, lists and ints are asked; other types are refused as a whole. */
function ask(value: Value, asked: Asked): Value {
  if (value instanceof Undefined) throw value.error();
  if (!isText(value) && !(value instanceof PyList) && asInt(value) === undefined) {
    throw filterError(`Unrecognized type <${typeName(value)}> for ${asked.alias} filter <value>`);
  }
  return query(value, asked);
}

function text(value: Value): string {
  if (value instanceof Undefined) throw value.error();
  return str(value);
}

function integer(value: Value): bigint {
  if (isText(value) && /^\s*[+-]?\d+\s*$/.test(plain(value))) return parseInteger(plain(value), 10);
  const int = asInt(value);
  if (int === undefined) throw filterError(`${repr(value)} cannot be converted to an int`);
  return int;
}

function toVersion(value: Value): Version | undefined {
  if (value === false || value === null) return undefined;
  const version = integer(value);
  if (version === 4n) return 4;
  if (version === 6n) return 6;
  throw filterError('the version is 4 or 6');
}

function math(value: string, amount: bigint): string {
  const address = value.includes('/') ? parseNetwork(value) : (parseLoose(value) ?? parseV6(value));
  if (!address) throw filterError(`You must pass a valid IP address; ${value} is invalid`);
  const { version } = address;
  const sum = address.value + amount;
  if (sum < 0n || sum > largest(version)) {
    throw new JinjaError('IndexError', 'result outside valid IP address boundary!');
  }
  return formatAddress({ version, value: sum });
}

function nthUsable(value: Outcome, offset: bigint): Outcome {
  const network = normalized(value);
  if (!network) return false;
  return usableAt(network, network.value + offset);
}

function nthHost(value: Outcome, asked: string): Outcome {
  const network = normalized(value);
  if (!network || !/^[+-]?\d+$/.test(asked)) return false;
  const index = BigInt(asked.replace('+', ''));
  if (index >= network.size) return false;
  const at = index < 0n ? network.last + index + 1n : network.first + index;
  if (at < network.first) throw new JinjaError('IndexError', 'index out range for address range size!');
  return network.text(at);
}

/** Whether all addresses of a network lie in a range; a value that is not an address counts as 0. */
function isWithin(network: Network | undefined, range: { first: bigint; last: bigint } | undefined): boolean {
  const { first, last } = network ?? { first: 0n, last: 0n };
  const { first: from, last: to } = range ?? { first: 0n, last: 0n };
  return first >= from && first <= to && last >= from && last <= to;
}

const inNetwork = (value: Outcome, test: Outcome) => isWithin(normalized(test)?.cidr, normalized(value)?.cidr);

function inUsable(value: Outcome, test: Outcome): boolean {
  const network = normalized(value)?.cidr;
  return isWithin(normalized(test)?.cidr, network?.usable ?? network);
}

function slaac(value: Outcome, mac: string): Outcome {
  const network = normalized(value);
  const parsed = parseMac(mac);
  if (network?.version !== 6 || !parsed) return false;
  return network.text(network.first + interfaceId(parsed));
}

function hexadecimal(value: string, delimiter: string): string {
  const octets = value.split('.').map((octet) => parseInteger(octet, 10));
  if (octets.length < 4) throw new JinjaError('IndexError', 'Replacement index out of range for positional args tuple');
  return octets
    .slice(0, 4)
    .map((octet) => octet.toString(16).padStart(2, '0'))
    .join(delimiter);
}

function networksOf(values: Value): Network[] {
  return itemsOf(values).map((value) => {
    const network = isText(value) ? parseNetwork(plain(value)) : undefined;
    if (!network) throw filterError(`cidr_merge: error in netaddr:\ninvalid IPNetwork ${str(value)}`);
    return network;
  });
}

function merge(values: Value, action: Value): Value {
  if (action !== 'merge' && action !== 'span') throw filterError(`cidr_merge: invalid action '${str(action)}'`);
  const networks = networksOf(values);
  if (action === 'merge') return new PyList(merged(networks).map(String));
  const [only] = networks;
  if (networks.length < 2) return only ? String(only) : null;
  return String(spanning(networks));
}

/** All addresses of a network, and how many there are. */
function usableRange(value: string): PyDict {
  const network = parseNetwork(value);
  if (!network || network.value !== network.first) {
    throw filterError(
      `Error while using plugin 'usable_range': ${value} does not appear to be an IPv4 or IPv6 network`,
    );
  }
  charge(Number(network.size));
  const addresses: Value[] = [];
  for (let at = network.first; at <= network.last; at += 1n) addresses.push(network.text(at));
  return PyDict.of([
    ['usable_ips', new PyList(addresses)],
    ['number_of_ips', network.size],
  ]);
}

function wrap(value: Value, asked: string): Value {
  const one = (item: Value): Value => {
    const found = ipaddr(candidate(item), asked, { alias: 'ipwrap' });
    return truth(found) ? ipaddr(found === true ? candidate(item) : found, 'wrap') : item;
  };
  if (value instanceof PyList)
    return new PyList(
      itemsOf(value).map((item) => (truth(ipaddr(candidate(item), asked)) ? ipaddr(candidate(item), 'wrap') : item)),
    );
  if (isText(value) || typeof value === 'boolean') return one(value);
  throw filterError(`Unrecognized type <${typeName(value)}> for ipwrap filter <value>`);
}

/** Filters on addresses, by the names and rules of Ansible's `ansible.utils`. */
export const IP_FILTERS: readonly [string, Filter][] = filters({
  cidr_merge: ['action?', (_, value, action = 'merge') => merge(value, action)],
  hwaddr: ['query?', (_, value, asked = '') => hwaddr(text(value), text(asked), 'hwaddr')],
  ip4_hex: ['delimiter?', (_, value, delimiter = '') => hexadecimal(text(value), text(delimiter))],
  ipaddr: [
    'query? version? alias?',
    (_, value, asked = '', version = false, alias = 'ipaddr') => {
      const only = toVersion(version);
      return ask(value, { query: text(asked), alias: text(alias), ...(only && { version: only }) });
    },
  ],
  ipmath: ['amount', (_, value, amount) => math(text(value), integer(amount))],
  ipsubnet: [
    'query? index?',
    (_, value, asked = '', index = null) =>
      ipsubnet(text(value), text(asked), index === null ? undefined : integer(index)),
  ],
  ipv4: ['query?', (_, value, asked = '') => ask(value, { query: text(asked), alias: 'ipv4', version: 4 })],
  ipv6: ['query?', (_, value, asked = '') => ask(value, { query: text(asked), alias: 'ipv6', version: 6 })],
  ipwrap: ['query?', (_, value, asked = '') => wrap(value, text(asked))],
  macaddr: ['query?', (_, value, asked = '') => hwaddr(text(value), text(asked), 'macaddr')],
  network_in_network: ['test', (_, value, test) => inNetwork(text(value), text(test))],
  network_in_usable: ['test', (_, value, test) => inUsable(text(value), text(test))],
  next_nth_usable: ['offset', (_, value, offset) => nthUsable(text(value), integer(offset))],
  nthhost: ['query?', (_, value, asked = '') => nthHost(text(value), text(asked))],
  previous_nth_usable: ['offset', (_, value, offset) => nthUsable(text(value), -integer(offset))],
  reduce_on_network: [
    'network',
    (_, values, network) => {
      const around = normalized(text(network))?.cidr;
      return new PyList(itemsOf(values).filter((value) => isWithin(normalized(candidate(value))?.cidr, around)));
    },
  ],
  slaac: ['query?', (_, value, asked = '') => slaac(text(value), text(asked))],
  usable_range: ['', (_, value) => usableRange(text(value))],
});
