/**
 * The hosts that a manifest's `egress` names, as a test for one host (with its port, as in `URL.host`).
 *
 * An entry is a host name, `*.` and a domain for every host below it (never the domain itself), or `setting:NAME` for
 * what that setting holds: a comma-separated list of such names, or of URLs whose hosts count.
 *
 * @throws {Error} in a sentence, at start, where an entry is no host or covers a whole top-level domain
 */
export function egressRule(egress: readonly string[], settings: Record<string, string>): (host: string) => boolean {
  const patterns = egress.flatMap((entry) => hostsIn(entry, settings));
  const exact = new Set(patterns.filter((pattern) => !pattern.startsWith('*.')));
  const suffixes = patterns.filter((pattern) => pattern.startsWith('*.')).map((pattern) => pattern.slice(1));
  return (host) => exact.has(host) || suffixes.some((suffix) => host.endsWith(suffix) && host.length > suffix.length);
}

function hostsIn(entry: string, settings: Record<string, string>): string[] {
  if (!entry.startsWith('setting:')) return [checked(entry, entry)];
  const value = settings[entry.slice('setting:'.length)] ?? '';
  const names = value.split(',').map((name) => name.trim());
  return names
    .filter((name) => name !== '')
    .map((name) => checked(name.includes('://') ? new URL(name).host : name, entry));
}

/** A wildcard stands for the first label alone, and at least two labels follow it. */
function checked(pattern: string, entry: string): string {
  const host = pattern.toLowerCase();
  const valid = /^(?:\*\.(?=[^.]+\.))?[a-z0-9_-]+(?:\.[a-z0-9_-]+)*(?::\d+)?$|^\[[0-9a-f:]+\](?::\d+)?$/.test(host);
  if (!valid) throw new Error(`The egress entry "${entry}" names "${pattern}", which is no host.`);
  return host;
}
