/** The fields of an API Gateway event (REST API) from which a router makes a URL. */
interface Addressed {
  path?: unknown;
  headers?: Record<string, string | undefined> | null;
  multiValueHeaders?: Record<string, string[] | undefined> | null;
}

const SCHEME = 'X-Forwarded-Proto';
/** A path that no function has a route for. */
const NOWHERE = '/-';

/**
 * An event of API Gateway that is safe to route. A router parses path and scheme as a URL. The parser removes `..`,
 * escaped or not, so the route could differ from the one that the gateway matched and authorized: such a path becomes a
 * path without a route. Of several forwarded schemes only the last counts, which the gateway wrote; clients may send
 * invalid ones.
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

/**
 * The scheme of a request. Each proxy appends to the list, so the last entry counts; everything but `http` means TLS.
 */
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
