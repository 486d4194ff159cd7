import type { IncomingMessage, ServerResponse } from 'node:http';
import type Provider from 'oidc-provider';
import { findPerson } from './people.ts';
import { contentSecurityPolicy, signInPage } from './sign-in-page.ts';
import { scopesOf, type UserPool } from './user-pool.ts';

/** Cognito's path to which clients send people. */
export const AUTHORIZATION_PATH = '/oauth2/authorize';
/** Path of one sign-in; the id is the provider's. */
const PATH = /^\/sign-in\/([\w-]+)$/;
const FORM_LIMIT = 16_384;

export function isSignIn(path: string): boolean {
  return PATH.test(path);
}

/** Shows the sign-in page. Its form signs the chosen person in, with the scopes that the person ticked. */
export async function serveSignIn(
  provider: Provider,
  pool: UserPool,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const { uid, params } = await provider.interactionDetails(request, response);
  const requested = String(params.scope ?? '')
    .split(' ')
    .filter(Boolean);
  const ofApi = requested.filter((scope) => scopesOf(pool).includes(scope));
  const finish = (result: Record<string, unknown>) =>
    provider.interactionFinished(request, response, result, { mergeWithLastSubmission: false });
  if (request.method !== 'POST') {
    const client = await provider.Client.find(String(params.client_id));
    const redirectUri = String(params.redirect_uri);
    const page = signInPage({ uid, clientName: client?.clientName, redirectUri, scopes: ofApi, pool });
    response
      .writeHead(200, {
        'content-type': 'text/html; charset=utf-8',
        'cache-control': 'no-store',
        'content-security-policy': contentSecurityPolicy(redirectUri),
        'referrer-policy': 'no-referrer',
        'x-content-type-options': 'nosniff',
      })
      .end(page);
    return;
  }
  const form = new URLSearchParams(await textOf(request));
  if (form.get('answer') === 'deny') {
    await finish({ error: 'access_denied', error_description: 'The person allowed nothing.' });
    return;
  }
  const person = findPerson(form.get('person') ?? '');
  if (!person) {
    response
      .writeHead(400, { 'content-type': 'text/plain' })
      .end('No person of this name can sign in here. Choose one of the list.\n');
    return;
  }
  const ticked = form.getAll('scope');
  const allowed = ofApi.filter((scope) => ticked.includes(scope));
  const rejected = ofApi.filter((scope) => !ticked.includes(scope));
  const grant = new provider.Grant({ accountId: person.sub, clientId: String(params.client_id) });
  // The provider declares scopes of the API as its own too, so each is granted or rejected twice. A scope that is neither
  // makes it show the page again.
  const others = requested.filter((scope) => !ofApi.includes(scope));
  grant.addOIDCScope([...others, ...allowed].join(' '));
  if (rejected.length > 0) grant.rejectOIDCScope(rejected.join(' '));
  // Scopes do not depend on the resource, which only becomes the audience.
  for (const resource of new Set([...pool.resources.keys(), ...[params.resource ?? []].flat().map(String)])) {
    grant.addResourceScope(resource, allowed.join(' '));
    if (rejected.length > 0) grant.rejectResourceScope(resource, rejected.join(' '));
  }
  const amr = form.get('mfa') === 'done' ? ['pwd', 'otp'] : ['ext'];
  await finish({ login: { accountId: person.sub, amr }, consent: { grantId: await grant.save() } });
}

async function textOf(request: IncomingMessage): Promise<string> {
  let text = '';
  for await (const chunk of request) {
    text += chunk;
    if (text.length > FORM_LIMIT) throw new Error('The form is too long.');
  }
  return text;
}
