import type { Router } from '@aws-lambda-powertools/event-handler/http';
import type { IssuerReader } from '../../platform/identity/issuer-reader.ts';
import type { GatewayEvent } from '../http/mcp-endpoint.ts';
import { nothingHere } from '../http/unserved.ts';
import { facadeMetadata } from './facade.ts';
import { issuerDirectory } from './issuer-directory.ts';
import { type OAuthSettings, protectedResourceMetadata } from './metadata.ts';
import { registerClient } from './registration.ts';

type Route = { params: Record<string, string>; event: unknown };

/** Clients may cache a document for about as long as a sign-in takes, so that changes reach them soon. */
const CACHE = 'public, max-age=60';

/**
 * Routes of the documents that show clients how to get a token: metadata of the endpoints, and of the issuers that have a
 * facade. The well-known part comes before the path of a facade (RFC 8414) as well as after it (OpenID Connect): under the
 * API's own host name the path begins with the stage, and only requests of the second form reach this function.
 */
export function serveMetadata(app: Router, settings: OAuthSettings, readIssuer: IssuerReader): void {
  const directory = issuerDirectory(settings.publicUrl, readIssuer);
  const issuerOf = (name: string | undefined) => settings.issuers.find((issuer) => issuer.name === name);
  const facade = async ({ params, event }: Route) => {
    const issuer = issuerOf(params.issuer);
    return issuer ? document(await facadeMetadata(issuer, settings, directory)) : nothingHere(event as GatewayEvent);
  };

  app.get(/^\/\.well-known\/oauth-protected-resource(\/.*)?$/, async ({ req, event }) => {
    const metadata = await protectedResourceMetadata(behind('oauth-protected-resource', req), settings, directory);
    return metadata ? document(metadata) : nothingHere(event as GatewayEvent);
  });
  for (const wellKnown of ['/.well-known/oauth-authorization-server', '/.well-known/openid-configuration'] as const) {
    app.get(`${wellKnown}/oauth/:issuer`, facade);
    // Clients of revision 2025-03-26 know no metadata of the resource and look here.
    app.get(wellKnown, async ({ event }) => {
      const [preferred] = settings.issuers;
      if (!preferred) return nothingHere(event as GatewayEvent);
      return document(await facadeMetadata(preferred, settings, directory, settings.publicUrl));
    });
  }
  app.get('/oauth/:issuer/.well-known/openid-configuration', facade);
  app.post('/oauth/:issuer/register', async ({ req, params, event }) => {
    const issuer = issuerOf(params.issuer);
    return issuer?.registeredClient
      ? registerClient(issuer.registeredClient, await req.text())
      : nothingHere(event as GatewayEvent);
  });
}

function document(response: Response): Response {
  if (response.ok) response.headers.set('cache-control', CACHE);
  return response;
}

function behind(wellKnown: string, req: Request): string {
  return new URL(req.url).pathname.split(`/.well-known/${wellKnown}`)[1] ?? '';
}
