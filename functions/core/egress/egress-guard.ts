import { type LookupAddress, lookup as systemLookup } from 'node:dns';
import { isIP, type LookupFunction } from 'node:net';
import { ManifoldError } from '../errors/manifold-error.ts';
import { type AddressKind, kindOfAddress } from './address-ranges.ts';
import type { EgressRule } from './egress-rule.ts';

/** Addresses that a connection may reach: `public` ones, or with `private` also private and loopback ones. */
export type Reach = 'public' | 'private';

/** A resolver of host names; `dns.lookup` outside tests. */
export type Resolve = (
  hostname: string,
  options: { all: true; family?: number | 'IPv4' | 'IPv6'; hints?: number },
  callback: (error: NodeJS.ErrnoException | null, addresses: LookupAddress[]) => void,
) => void;

/**
 * Checks a connection by its host and port, before it is opened.
 *
 * @param host host and port, as in `URL.host`
 * @returns the addresses to which the host may resolve
 * @throws {ManifoldError} E5001 if the manifest does not declare the host, or the host is an address that may not be
 *   reached
 */
export function reachOf(rule: EgressRule, host: string): Reach {
  if (!rule.declares(host)) {
    throw new ManifoldError('E5001', `The family does not declare "${host}" as a host that it calls.`, {
      details: { suggestion: 'Add the host to "egress" in family.ts.' },
    });
  }
  const reach = rule.namesPrivate(host) ? 'private' : 'public';
  const hostname = host.replace(/:\d+$/, '').replace(/^\[|\]$/g, '');
  // Sockets do not resolve IP addresses, so an address is checked here.
  if (isIP(hostname) !== 0 && !isWithin(reach, kindOfAddress(hostname))) throw outOfReach(hostname);
  return reach;
}

/**
 * A resolver for sockets that checks every address. The socket connects to exactly the addresses that were checked, so
 * a name that resolves differently the next time (DNS rebinding) has no effect.
 */
export function guardedLookup(reach: Reach, resolve: Resolve = systemLookup): LookupFunction {
  return (hostname, options, callback) => {
    resolve(hostname, { ...options, all: true }, (error, addresses) => {
      if (error) return callback(error, '', 0);
      // One forbidden address among allowed ones is an attack too.
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

/** The message does not name the address, which may describe a network that the caller must not know. */
function outOfReach(hostname: string): ManifoldError {
  return new ManifoldError(
    'E5001',
    `"${hostname}" leads to an address that the family may not reach: one of this machine, of a private network, or a reserved one.`,
    { details: { suggestion: 'If the host is meant to be private, name it with its port in "egress" of family.ts.' } },
  );
}
