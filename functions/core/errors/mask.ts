/** A value as errors and logs may show it: its first and last two characters, or only its length if it is short. */
export function maskValue(value: unknown): string {
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  if (text === undefined) return 'nothing';
  if (text.length < 8) return text.length === 1 ? '1 character' : `${text.length} characters`;
  return `${text.slice(0, 2)}${'*'.repeat(Math.min(text.length - 4, 12))}${text.slice(-2)}`;
}

/** A client address without its host part: IPv4 to /24, IPv6 to /48. */
export function maskAddress(address: string): string {
  if (address.includes(':')) {
    return `${address.split(':').slice(0, 3).join(':')}::/48`;
  }
  const octets = address.split('.');
  return octets.length === 4 ? `${octets.slice(0, 3).join('.')}.0/24` : 'unknown';
}
