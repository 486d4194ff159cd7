import { ManifoldError } from '../../runtime/errors/manifold-error.ts';

export interface AllowedPlaces {
  /** Host names beside the API's own. */
  hosts: readonly string[];
  /** Origins that browsers may call from; a port of `*` allows any. */
  origins: readonly string[];
}

/**
 * Refuses requests that a page of somewhere else made a browser send (DNS rebinding): the host must be the API's own
 * or an allowed one, and an origin, where there is one, the same host or an allowed one.
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
  if (origin === null || isAllowedOrigin(origin, host, allowed.origins)) return;
  throw new ManifoldError('E1004', 'Pages of this origin may not call the endpoint.', {
    details: { field: 'Origin', suggestion: 'Add the origin to the allowed origins of the stage.' },
  });
}

/** Whether pages of an origin may call the endpoint under a host name. */
export function isAllowedOrigin(origin: string, host: string, allowed: readonly string[]): boolean {
  let url: URL;
  try {
    url = new URL(origin);
  } catch {
    return false;
  }
  return url.hostname === host || allowed.includes(origin) || allowed.includes(`${url.protocol}//${url.hostname}:*`);
}

/** Host name of a `Host` header, without its port; empty where it is none. */
export function hostnameOf(host: string): string {
  try {
    return new URL(`http://${host}`).hostname;
  } catch {
    return '';
  }
}
