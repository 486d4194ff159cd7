/** What of an event of API Gateway (REST API) a router makes a URL of. */
interface Addressed {
  path?: unknown;
  headers?: Record<string, string | undefined> | null;
  multiValueHeaders?: Record<string, string[] | undefined> | null;
}

const SCHEME = 'X-Forwarded-Proto';
/** A path that no function has a route for. */
const NOWHERE = '/';

/**
 * An event of API Gateway as a router may take it. A router parses path and scheme as a URL. The parser takes `..` out, also
 * where it is escaped, so the route would be another one than the gateway matched and authorized: such a path becomes one
 * without a route. A scheme that a client wrote before the gateway's own, and that no URL has, would fail: the last one holds.
 */
export function routableEvent<Event>(event: Event): Event {
  const { path, headers, multiValueHeaders }: Addressed = Object(event);
  if (typeof path !== 'string') return event;
  const scheme = schemeOf({ ...headers, ...multiValueHeaders });
  return {
    ...event,
    path: isAsParsed(path) ? path : NOWHERE,
    headers: { ...withoutScheme(headers), [SCHEME]: scheme },
    multiValueHeaders: { ...withoutScheme(multiValueHeaders), [SCHEME]: [scheme] },
  };
}

function isAsParsed(path: string): boolean {
  const url = `https://gateway.invalid${path}`;
  return path.startsWith('/') && !path.startsWith('//') && URL.canParse(url) && new URL(url).pathname === path;
}

const isScheme = (name: string) => name.toLowerCase() === SCHEME.toLowerCase();

/** The scheme by which a request came: a proxy adds to the end of the list; anything but plain HTTP on one machine is TLS. */
export function forwardedScheme(header: string): 'http' | 'https' {
  return header.split(',').at(-1)?.trim() === 'http' ? 'http' : 'https';
}

function schemeOf(headers: Record<string, string | string[] | undefined>): 'http' | 'https' {
  const [, value] = Object.entries(headers).findLast(([name]) => isScheme(name)) ?? [];
  return forwardedScheme(String(value));
}

function withoutScheme<Value>(headers: Record<string, Value> | null | undefined): Record<string, Value> {
  return Object.fromEntries(Object.entries(headers ?? {}).filter(([name]) => !isScheme(name)));
}
