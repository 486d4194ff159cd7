import { isIP } from 'node:net';

/**
 * What a manifest's `egress` says about a host, written as in `URL.host`: lower case, with a port that is not the
 * default.
 */
export interface EgressRule {
  /** Whether connections to the host may be opened. */
  declares(host: string): boolean;
  /** Whether the manifest names exactly this host and port as private, so that it may have a private address. */
  namesPrivate(host: string): boolean;
}

const PRIVATE = 'private:';
const SETTING = 'setting:';

/**
 * The rule that a manifest's `egress` describes.
 *
 * An entry is a host name, `*.` with a domain for every host below it (never the domain itself), or `setting:NAME` for
 * the value of that setting: a comma-separated list of host names or URLs. IP addresses and `localhost` are private. A
 * name in private DNS has `private:` before the entry, such as `private:cluster.example:6443` or
 * `private:setting:CLUSTER_URL`. Wildcards are never private.
 *
 * @throws {Error} at start, if an entry is not a host or covers a whole top-level domain
 */
export function egressRule(egress: readonly string[], settings: Record<string, string>): EgressRule {
  const hosts = egress.flatMap((entry) => hostsOf(entry, settings));
  const exact = new Set(hosts.map(({ pattern }) => pattern).filter((pattern) => !pattern.startsWith('*.')));
  const suffixes = hosts.filter(({ pattern }) => pattern.startsWith('*.')).map(({ pattern }) => pattern.slice(1));
  const named = new Set(hosts.filter(({ isPrivate }) => isPrivate).map(({ pattern }) => pattern));
  return {
    declares: (host) =>
      exact.has(host) || suffixes.some((suffix) => host.endsWith(suffix) && host.length > suffix.length),
    namesPrivate: (host) => named.has(host),
  };
}

function hostsOf(entry: string, settings: Record<string, string>): { pattern: string; isPrivate: boolean }[] {
  const marked = entry.startsWith(PRIVATE);
  const names = namesIn(marked ? entry.slice(PRIVATE.length) : entry, settings);
  return names.map((name) => {
    const pattern = checked(name, entry);
    if (marked && pattern.startsWith('*.')) {
      throw new Error(`The egress entry "${entry}" makes a wildcard private. Name each private host with its port.`);
    }
    return { pattern, isPrivate: marked || isPrivateByName(pattern) };
  });
}

function namesIn(entry: string, settings: Record<string, string>): string[] {
  if (!entry.startsWith(SETTING)) return [entry];
  const value = settings[entry.slice(SETTING.length)] ?? '';
  const names = value.split(',').map((name) => name.trim());
  return names.filter((name) => name !== '').map((name) => (name.includes('://') ? new URL(name).host : name));
}

/** A wildcard stands at the beginning and is followed by at least two labels. */
function checked(name: string, entry: string): string {
  const host = name.toLowerCase();
  const valid = /^(?:\*\.(?=[^.]+\.))?[a-z0-9_-]+(?:\.[a-z0-9_-]+)*(?::\d+)?$|^\[[0-9a-f:]+\](?::\d+)?$/.test(host);
  if (!valid) throw new Error(`The egress entry "${entry}" names "${name}", which is not a host.`);
  return host;
}

function isPrivateByName(pattern: string): boolean {
  const hostname = pattern.replace(/:\d+$/, '').replace(/^\[|\]$/g, '');
  return hostname === 'localhost' || isIP(hostname) !== 0;
}
