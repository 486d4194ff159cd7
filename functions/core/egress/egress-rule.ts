import { isIP } from 'node:net';

/** What a manifest's `egress` says of a host (lower case, with its port where it is not the default, as `URL.host`). */
export interface EgressRule {
  /** Whether connections to the host may be opened at all. */
  declares(host: string): boolean;
  /** Whether the manifest names this very host and port as a private one, so that it may be inside a network. */
  namesPrivate(host: string): boolean;
}

const PRIVATE = 'private:';
const SETTING = 'setting:';

/**
 * The hosts that a manifest's `egress` names.
 *
 * An entry is a host name, `*.` and a domain for every host below it (never the domain itself), or `setting:NAME` for
 * what that setting holds: a comma-separated list of such names, or of URLs whose hosts count. An IP address or
 * `localhost` is private by its name; a name in private DNS says so with `private:` before the entry, e.g.
 * `private:cluster.example:6443` or `private:setting:CLUSTER_URL`. Wildcards are never private.
 *
 * @throws {Error} in a sentence, at start, where an entry is no host or covers a whole top-level domain
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

/** A wildcard stands for the first label alone, and at least two labels follow it. */
function checked(name: string, entry: string): string {
  const host = name.toLowerCase();
  const valid = /^(?:\*\.(?=[^.]+\.))?[a-z0-9_-]+(?:\.[a-z0-9_-]+)*(?::\d+)?$|^\[[0-9a-f:]+\](?::\d+)?$/.test(host);
  if (!valid) throw new Error(`The egress entry "${entry}" names "${name}", which is no host.`);
  return host;
}

function isPrivateByName(pattern: string): boolean {
  const hostname = pattern.replace(/:\d+$/, '').replace(/^\[|\]$/g, '');
  return hostname === 'localhost' || isIP(hostname) !== 0;
}
