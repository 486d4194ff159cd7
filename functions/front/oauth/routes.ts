import type { Router } from '@aws-lambda-powertools/event-handler/http';
import { preflight, withCors } from '../http/origins.ts';
import { facadeMetadata } from './facade.ts';
import { issuerDirectory } from './issuer-directory.ts';
import { type OAuthSettings, protectedResourceMetadata } from './metadata.ts';
import { registerClient } from './registration.ts';

/** Clients may cache a document for about as long as a sign-in takes, so that changes reach them soon. */
const CACHE = 'public, max-age=60';

/**
 * Routes of the documents that show clients how to get a token: metadata of the endpoints, and of the issuers that have a
 * facade. The well-known part comes before the path of a facade (RFC 8414) as well as after it (OpenID Connect): under the
 * API's own host name the path begins with the stage, and only requests of the second form reach this function.
 */
export function serveMetadata(app: Router, settings: OAuthSettings, origins: readonly string[]): void {
  const directory = issuerDirectory(settings.publicUrl);
  const issuerOf = (name: string) => settings.issuers.find((issuer) => issuer.name === name);
  const facade = async (name: string) => {
    const issuer = issuerOf(name);
    return issuer ? facadeMetadata(issuer, settings, directory) : new Response(null, { status: 404 });
  };
  const document = async (req: Request, answer: Promise<Response>) => {
    const response = await answer;
    if (response.ok) response.headers.set('cache-control', CACHE);
    return withCors(response, req, origins);
  };

  app.get(/^\/\.well-known\/oauth-protected-resource(\/.*)?$/, ({ req }) =>
    document(req, protectedResourceMetadata(behind('oauth-protected-resource', req), settings, directory)),
  );
  for (const wellKnown of ['/.well-known/oauth-authorization-server', '/.well-known/openid-configuration'] as const) {
    app.get(`${wellKnown}/oauth/:issuer`, ({ req, params }) => document(req, facade(params.issuer ?? '')));
  }
  app.get('/oauth/:issuer/.well-known/openid-configuration', ({ req, params }) =>
    document(req, facade(params.issuer ?? '')),
  );
  app.post('/oauth/:issuer/register', async ({ req, params }) => {
    const issuer = issuerOf(params.issuer ?? '');
    const answer = issuer ? registerClient(issuer, await req.text()) : new Response(null, { status: 404 });
    return withCors(answer, req, origins);
  });
  // The router reads a colon in a pattern as a parameter, so these patterns have no `(?:…)` groups.
  for (const path of [/^\/oauth\/.+$/, /^\/\.well-known\/.+$/]) app.options(path, ({ req }) => preflight(req, origins));
}

function behind(wellKnown: string, req: Request): string {
  return new URL(req.url).pathname.split(`/.well-known/${wellKnown}`)[1] ?? '';
}
