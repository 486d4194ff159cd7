import { ManifoldError } from '../../core/errors/manifold-error.ts';
import { forwardedScheme } from '../../core/gateway/routable-event.ts';

export interface AllowedPlaces {
  /** Host names beside the API's own. */
  hosts: readonly string[];
  /** Origins that browsers may call from; a port of `*` allows any. */
  origins: readonly string[];
}

/**
 * Refuses requests that a page of somewhere else made a browser send (DNS rebinding): the host must be the API's own
 * or an allowed one, and an origin, if there is one, the endpoint's own or an allowed one. Origins are compared as browsers
 * do (RFC 6454, section 5): by scheme, host and port.
 *
 * @param domainName the name under which API Gateway received the request
 * @throws {ManifoldError} E1004
 */
export function checkHostAndOrigin(headers: Headers, domainName: string, allowed: AllowedPlaces): void {
  const host = hostnameOf(headers.get('host') ?? '');
  if (host !== domainName && !allowed.hosts.includes(host)) {
    throw new ManifoldError('E1004', 'The Host header names a host that this endpoint does not serve.', {
      details: { field: 'Host', expectedFormat: domainName },
    });
  }
  const origin = headers.get('origin');
  if (origin === null || isAllowedOrigin(origin, ownOrigin(headers), allowed.origins)) return;
  throw new ManifoldError('E1004', 'Pages of this origin may not call the endpoint.', {
    details: { field: 'Origin', suggestion: 'Add the origin to the allowed origins of the stage.' },
  });
}

/**
 * Whether pages of an origin may call the endpoint.
 * @param own the endpoint's origin, as the request names it
 */
export function isAllowedOrigin(origin: string, own: string | undefined, allowed: readonly string[]): boolean {
  const url = urlOf(origin);
  // A page without an origin of its own says `null`, which is no URL; other schemes than http and https have none either.
  if (url === undefined || url.origin === 'null') return false;
  if (url.origin === own || allowed.includes(`${url.protocol}//${url.hostname}:*`)) return true;
  return allowed.some((entry) => urlOf(entry)?.origin === url.origin);
}

/** Origin of the endpoint under the name that a request uses; the gateway says by which scheme it came. */
export function ownOrigin(headers: Headers): string | undefined {
  const scheme = forwardedScheme(headers.get('x-forwarded-proto') ?? '');
  return urlOf(`${scheme}://${headers.get('host') ?? ''}`)?.origin;
}

function urlOf(text: string): URL | undefined {
  return URL.canParse(text) ? new URL(text) : undefined;
}

/** Host name of a `Host` header, without its port; empty where it is none. */
export function hostnameOf(host: string): string {
  try {
    return new URL(`http://${host}`).hostname;
  } catch {
    return '';
  }
}
