import type { IncomingMessage, ServerResponse } from 'node:http';
import type Provider from 'oidc-provider';
import { findPerson } from './people.ts';
import { signInPage } from './sign-in-page.ts';
import { scopesOf, type UserPool } from './user-pool.ts';

/** Path of one sign-in; the id is the provider's. */
const PATH = /^\/sign-in\/([\w-]+)$/;
const FORM_LIMIT = 4_096;

export function isSignIn(path: string): boolean {
  return PATH.test(path);
}

/** Shows the choice of people, and signs the chosen person in with every scope that the client asked for. */
export async function serveSignIn(
  provider: Provider,
  pool: UserPool,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const { uid, params } = await provider.interactionDetails(request, response);
  const scopes = String(params.scope ?? '')
    .split(' ')
    .filter(Boolean);
  if (request.method !== 'POST') {
    const page = signInPage({
      uid,
      client: String(params.client_id),
      scopes,
      redirectUri: String(params.redirect_uri),
    });
    response
      .writeHead(200, {
        'content-type': 'text/html; charset=utf-8',
        'cache-control': 'no-store',
        'content-security-policy': "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'",
      })
      .end(page);
    return;
  }
  const form = new URLSearchParams(await textOf(request));
  const person = findPerson(form.get('person') ?? '');
  if (!person) {
    response
      .writeHead(400, { 'content-type': 'text/plain' })
      .end('No person of this name can sign in here. Choose one of the list.\n');
    return;
  }
  const grant = new provider.Grant({ accountId: person.sub, clientId: String(params.client_id) });
  const granted = scopes.filter((scope) => !scopesOf(pool).includes(scope));
  // A scope of the API has to be granted as the provider's own too: it is among those that it declares.
  grant.addOIDCScope([...granted, ...scopes].join(' '));
  for (const [resource, known] of pool.resources) {
    grant.addResourceScope(resource, scopes.filter((scope) => known.includes(scope)).join(' '));
  }
  const amr = form.get('mfa') === 'done' ? ['pwd', 'otp'] : ['ext'];
  await provider.interactionFinished(
    request,
    response,
    { login: { accountId: person.sub, amr }, consent: { grantId: await grant.save() } },
    { mergeWithLastSubmission: false },
  );
}

async function textOf(request: IncomingMessage): Promise<string> {
  let text = '';
  for await (const chunk of request) {
    text += chunk;
    if (text.length > FORM_LIMIT) throw new Error('The form is too long.');
  }
  return text;
}
