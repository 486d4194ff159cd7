import {
  type Address,
  formatAddress,
  largest,
  parseAddress,
  parseV4,
  parseV6,
  type Version,
  widthOf,
} from './address.ts';

/** An address with the length of its network's prefix, as `192.0.2.1/24`. */
export class Network {
  readonly version: Version;
  readonly value: bigint;
  readonly prefix: number;

  constructor(version: Version, value: bigint, prefix: number) {
    this.version = version;
    this.value = value;
    this.prefix = prefix;
  }

  get hostmask(): bigint {
    return (1n << BigInt(widthOf(this.version) - this.prefix)) - 1n;
  }

  get netmask(): bigint {
    return largest(this.version) ^ this.hostmask;
  }

  get first(): bigint {
    return this.value & this.netmask;
  }

  get last(): bigint {
    return this.value | this.hostmask;
  }

  get size(): bigint {
    return this.hostmask + 1n;
  }

  /** The broadcast address; a point-to-point network of IPv4 has no broadcast address. */
  get broadcast(): bigint | undefined {
    return this.version === 4 && this.prefix >= 31 ? undefined : this.last;
  }

  /** First and last address for hosts; undefined for a single address. */
  get usable(): { first: bigint; last: bigint } | undefined {
    if (this.size === 1n) return undefined;
    return this.size === 2n ? { first: this.first, last: this.last } : { first: this.first + 1n, last: this.last - 1n };
  }

  /** The text of an address of the same version. */
  text(value: bigint): string {
    return formatAddress({ version: this.version, value });
  }

  get ip(): string {
    return this.text(this.value);
  }

  get cidr(): Network {
    return new Network(this.version, this.first, this.prefix);
  }

  contains(other: Network): boolean {
    return this.version === other.version && other.first >= this.first && other.last <= this.last;
  }

  toString(): string {
    return `${this.ip}/${this.prefix}`;
  }
}

/** A network from `address`, `address/length` or `address/mask`; addresses of IPv4 may lack octets at their end. */
export function parseNetwork(text: string): Network | undefined {
  const slash = text.indexOf('/');
  const address = slash < 0 ? text : text.slice(0, slash);
  const length = slash < 0 ? undefined : text.slice(slash + 1);
  return networkOf(parseV4(address) ?? parseV4(expanded(address)), length) ?? networkOf(parseV6(address), length);
}

function networkOf(address: Address | undefined, length: string | undefined): Network | undefined {
  if (!address) return undefined;
  const { version, value } = address;
  const prefix = length === undefined ? widthOf(version) : prefixOf(length, version);
  return prefix === undefined || prefix < 0 || prefix > widthOf(version)
    ? undefined
    : new Network(version, value, prefix);
}

function prefixOf(text: string, version: Version): number | undefined {
  if (/^\s*[+-]?\d+\s*$/.test(text)) return Number(text);
  const mask = parseAddress(text);
  if (!mask || mask.version !== version) return undefined;
  const bits = mask.value.toString(2).padStart(widthOf(version), '0');
  if (/^1*0*$/.test(bits)) return bits.replaceAll('0', '').length;
  return /^0*1*$/.test(bits) ? bits.replaceAll('1', '').length : undefined;
}

/** `10.1` as `10.1.0.0`. */
function expanded(text: string): string {
  const octets = text.split('.');
  if (octets.length > 4 || !octets.every((octet) => /^\d+$/.test(octet))) return '';
  return [...octets.map((octet) => String(Number(octet))), '0', '0', '0'].slice(0, 4).join('.');
}
