import { type LookupAddress, lookup as systemLookup } from 'node:dns';
import { isIP, type LookupFunction } from 'node:net';
import { ManifoldError } from '../errors/manifold-error.ts';
import { type AddressKind, kindOfAddress } from './address-ranges.ts';
import type { EgressRule } from './egress-rule.ts';

/** Which addresses a connection may end at: any public one, or a private or loopback one too. */
export type Reach = 'public' | 'private';

/** How names are resolved; `dns.lookup` outside tests. */
export type Resolve = (
  hostname: string,
  options: { all: true; family?: number | 'IPv4' | 'IPv6'; hints?: number },
  callback: (error: NodeJS.ErrnoException | null, addresses: LookupAddress[]) => void,
) => void;

/**
 * Decides on a connection before it is opened, from its host and port alone.
 *
 * @param host as `URL.host` has it
 * @returns which addresses its name may resolve to
 * @throws {ManifoldError} E5001 where the manifest does not declare the host, or it is an address out of reach
 */
export function reachOf(rule: EgressRule, host: string): Reach {
  if (!rule.declares(host)) {
    throw new ManifoldError('E5001', `The family does not declare "${host}" as a host that it calls.`, {
      details: { suggestion: 'Add the host to "egress" in family.ts.' },
    });
  }
  const reach = rule.namesPrivate(host) ? 'private' : 'public';
  const hostname = host.replace(/:\d+$/, '').replace(/^\[|\]$/g, '');
  // A socket asks no resolver for an address, so the address is checked here.
  if (isIP(hostname) !== 0 && !isWithin(reach, kindOfAddress(hostname))) throw outOfReach(hostname);
  return reach;
}

/**
 * A resolver for sockets: resolves, checks every address, hands on what was checked. The socket connects to exactly
 * these addresses, so that a name that answers differently the next time (DNS rebinding) gains nothing.
 */
export function guardedLookup(reach: Reach, resolve: Resolve = systemLookup): LookupFunction {
  return (hostname, options, callback) => {
    resolve(hostname, { ...options, all: true }, (error, addresses) => {
      if (error) return callback(error, '', 0);
      // One bad address among good ones is no accident either.
      const [first] = addresses;
      if (!first || addresses.some(({ address }) => !isWithin(reach, kindOfAddress(address)))) {
        return callback(outOfReach(hostname), '', 0);
      }
      if (options.all) return callback(null, addresses);
      callback(null, first.address, first.family);
    });
  };
}

function isWithin(reach: Reach, kind: AddressKind): boolean {
  return kind === 'public' || (reach === 'private' && (kind === 'private' || kind === 'loopback'));
}

/** The address itself is not told: it may describe a network that the caller does not know. */
function outOfReach(hostname: string): ManifoldError {
  return new ManifoldError(
    'E5001',
    `"${hostname}" leads to an address that the family may not reach: one of this machine, of a private network, or a reserved one.`,
    { details: { suggestion: 'If the host is meant to be private, name it with its port in "egress" of family.ts.' } },
  );
}
