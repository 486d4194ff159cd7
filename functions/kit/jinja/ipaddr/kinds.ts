import { Network, parseNetwork } from './network.ts';

/** Which addresses are for what; the lists are those of `netaddr` 0.8. */

const lists = (...texts: string[]) => texts.map((text) => parseNetwork(text) ?? new Network(4, 0n, 32));

const PRIVATE = lists(
  '10.0.0.0/8',
  '100.64.0.0/10',
  '172.16.0.0/12',
  '192.0.0.0/24',
  '192.168.0.0/16',
  '198.18.0.0/15',
  '239.0.0.0/8',
  'fc00::/7',
  'fec0::/10',
  '169.254.0.0/16',
  'fe80::/10',
);
const LINK_LOCAL = lists('169.254.0.0/16', 'fe80::/10');
const LOOPBACK = lists('127.0.0.0/8', '::1/128');
const MULTICAST = lists('224.0.0.0/4', 'ff00::/8');
const SIX_TO_FOUR = lists('2002::/16');

const among = (networks: readonly Network[]) => (network: Network) => networks.some((one) => one.contains(network));

export const isPrivate = among(PRIVATE);
export const isLinkLocal = among(LINK_LOCAL);
export const isLoopback = among(LOOPBACK);
export const isMulticast = among(MULTICAST);
export const isSixToFour = among(SIX_TO_FOUR);

/** Whether an address could be one of the public internet. */
export function isPublic({ version, value }: Network): boolean {
  const address = new Network(version, value, version === 4 ? 32 : 128);
  const others = [isMulticast, isPrivate, isLoopback].some((test) => test(address));
  return !others && !isMask(address);
}

/** Whether it reads as a netmask or hostmask. */
function isMask({ value, last, version }: Network): boolean {
  const inverse = ((1n << (version === 4 ? 32n : 128n)) - 1n) ^ last;
  return (value & (value + 1n)) === 0n || (inverse & (inverse + 1n)) === 0n;
}
