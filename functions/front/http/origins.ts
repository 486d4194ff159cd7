/** Hosts and origins: which requests the endpoint takes. */
import { ManifoldError } from '../../core/errors/manifold-error.ts';
import { isAllowedOrigin, ownOrigin } from '../../core/gateway/cross-origin.ts';

export interface AllowedPlaces {
  /** Host names beside the API's own. */
  hosts: readonly string[];
  /** Origins that browsers may call from; a port of `*` allows any. */
  origins: readonly string[];
}

/**
 * Refuses a request that a foreign page made a browser send (DNS rebinding): the host must be the API's own or an allowed
 * one, and so must the origin, if there is one.
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

/** Host name of a `Host` header, without its port; empty if the header holds no host. */
export function hostnameOf(host: string): string {
  try {
    return new URL(`http://${host}`).hostname;
  } catch {
    return '';
  }
}
