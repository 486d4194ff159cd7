import { largest, type Version, widthOf } from './address.ts';
import { Network, parseNetwork } from './network.ts';
import { filterError, type Outcome } from './outcome.ts';
import { QUERIES, type Subject } from './queries.ts';

/** Something that may be an address: a text, an int, or what an earlier query gave. */
export type Candidate = Outcome;

/**
 * What `ipaddr` makes of one value: the answer of a query, the address at an index of the network, the value itself if it
 * lies in a network that the query names, or false for a value that is not an address.
 */
export function ipaddr(
  value: Candidate,
  query = '',
  { version, alias = 'ipaddr' }: { version?: Version; alias?: string } = {},
): Outcome {
  const subject = subjectOf(value, version);
  if (!subject) return false;
  if (version !== undefined && subject.network.version !== version) return false;
  const known = QUERIES.get(query);
  if (known) return known(subject);
  const around = !/^\d+$/.test(query) && ipaddr(query, 'network') ? parseNetwork(query) : undefined;
  if (around) return around.contains(subject.network) ? subject.value : null;
  if (isIndex(query)) return atIndex(subject, query);
  throw filterError(`${alias}: unknown filter type: ${query}`);
}

function subjectOf(value: Candidate, version: Version | undefined): Subject | undefined {
  if (value === null || typeof value === 'boolean' || value === '' || value === 0n) return undefined;
  const text = String(value);
  if (/^\d+$/.test(text)) return ofNumber(BigInt(text), version);
  if (typeof value !== 'string') return undefined;
  const network = parseNetwork(text);
  const slashes = text.split('/').length - 1;
  if (network) return { network, type: slashes === 1 ? 'network' : 'address', value: text };
  return slashes === 1 ? ofNumberWithPrefix(text) : undefined;
}

function ofNumber(number: bigint, version: Version | undefined): Subject | undefined {
  const fits = number <= largest(4) && version !== 6 ? 4 : 6;
  if (number > largest(fits)) return undefined;
  const network = new Network(fits, number, widthOf(fits));
  return { network, type: 'address', value: String(network) };
}

/** `3221225985/24`: an address as a number, with a prefix. */
function ofNumberWithPrefix(text: string): Subject | undefined {
  const [, number, prefix] = /^(\d+)\/(\d+)$/.exec(text) ?? [];
  if (number === undefined || prefix === undefined) return undefined;
  for (const version of [4, 6] as const) {
    if (BigInt(number) > largest(version) || Number(prefix) > widthOf(version)) continue;
    const network = new Network(version, BigInt(number), Number(prefix));
    return { network, type: 'network', value: String(network) };
  }
  return undefined;
}

const isIndex = (query: string) =>
  query.trim() !== '' && /^[\s+-]*[\d._]*(?:e[+-]?\d+)?\s*$/i.test(query) && !Number.isNaN(Number(query));

function atIndex({ network, type }: Subject, query: string): Outcome {
  if (network.size === 1n) return type === 'address' ? network.ip : String(network);
  if (!/^\s*[+-]?\d+\s*$/.test(query)) return false;
  const index = BigInt(query.trim().replace('+', ''));
  const at = index < 0n ? network.last + index + 1n : network.first + index;
  return at < network.first || at > network.last ? false : `${network.text(at)}/${network.prefix}`;
}
