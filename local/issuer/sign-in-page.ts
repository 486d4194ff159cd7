import { createHash } from 'node:crypto';
import { scopesOfRoles } from '../../schemas/role-scopes.ts';
import { parseScopeDescription, SCOPE_RISKS, type ScopeDescription } from '../../schemas/scope-description.ts';
import { PEOPLE, type Person } from './people.ts';
import { STYLE } from './sign-in-style.ts';
import type { UserPool } from './user-pool.ts';

export interface SignInRequest {
  uid: string;
  /** Name that the client gave itself, if it gave one. */
  clientName: string | undefined;
  redirectUri: string;
  /** Scopes of the API that the client requests, with the prefix of their resource. */
  scopes: readonly string[];
  pool: Pick<UserPool, 'resources' | 'descriptions'>;
}

const STYLE_HASH = createHash('sha256').update(STYLE).digest('base64');

/**
 * Allows the page its own style and its own form. Browsers check the redirects after the form too, so the client's address
 * is among the targets; a hosted client may redirect further, over https.
 */
export function contentSecurityPolicy(redirectUri: string): string {
  const { origin, protocol } = new URL(redirectUri);
  const client = origin === 'null' ? protocol : origin;
  return [
    "default-src 'none'",
    `style-src 'sha256-${STYLE_HASH}'`,
    `form-action 'self' ${client} https:`,
    "base-uri 'none'",
    "frame-ancestors 'none'",
  ].join('; ');
}

/** The page on which a person signs in and decides what the client may do. It has no scripts. */
export function signInPage({ uid, clientName, redirectUri, scopes, pool }: SignInRequest): string {
  const client = escaped(clientName ?? 'An app without a name');
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Sign in to Manifold</title>
<style>${STYLE}</style>
</head>
<body>
<main>
<p class="brand">Manifold <span>local cloud</span></p>
<h1>Let ${client} act for you?</h1>
<p class="host">You return to <strong>${escaped(hostOf(redirectUri))}</strong>. The app chose its name itself; trust the address.</p>
<form method="post" action="/sign-in/${escaped(uid)}">
<fieldset>
<legend>Who are you?</legend>
<div class="people">${PEOPLE.map((person) => personChoice(person, pool)).join('')}
</div>
<label class="tick"><input type="checkbox" name="mfa" value="done" checked> <span>I have given a one-time password</span></label>
</fieldset>
<fieldset>
<legend>What may it do?</legend>
<p class="hint">Risky things are not ticked. Tick what this app needs, and no more.</p>
${byFamily(scopes, pool).map(familyChoice).join('')}
</fieldset>
<div class="actions">
<button class="primary" name="answer" value="allow">Allow</button>
<button name="answer" value="deny" formnovalidate>Deny</button>
</div>
</form>
<p class="hint">These people are invented. No password is needed, because this page exists on your machine alone.</p>
</main>
</body>
</html>
`;
}

/** Host of the client, or the app that a scheme of its own opens. */
function hostOf(redirectUri: string): string {
  const { host, hostname, protocol } = new URL(redirectUri);
  if (!/^https?:$/.test(protocol)) return `the app that opens ${protocol}// on this computer`;
  return ['localhost', '127.0.0.1', '[::1]'].includes(hostname) ? `${host} (this computer)` : host;
}

function personChoice(
  { sub, name, email, groups, tenant, tier }: Person,
  { descriptions }: SignInRequest['pool'],
): string {
  const texts = [...descriptions].map(([scope, text]) => [nameOf(scope), parseScopeDescription(text).allows] as const);
  const extra = scopesOfRoles(groups).map((scope) => texts.find(([known]) => known === scope)?.[1] ?? scope);
  const rights = groups.length === 0 ? 'no role, so no tools' : `role ${groups.join(', ')}`;
  return `
<label class="person"><input type="radio" name="person" value="${escaped(sub)}" required> <span><strong>${escaped(name)}</strong>
<small>${escaped(email)}</small>
<small>${escaped(`${rights} · plan ${tier} · tenant ${tenant}`)}</small>${
    extra.length === 0 ? '' : `\n<small class="extra">The role adds: ${escaped(extra.join('; '))}</small>`
  }</span></label>`;
}

interface Offered extends ScopeDescription {
  scope: string;
}

/** The requested scopes by family, the platform first. */
function byFamily(scopes: readonly string[], { descriptions }: SignInRequest['pool']): [string, Offered[]][] {
  const offered = scopes.map((scope) => {
    const text = descriptions.get(scope) || `Other: ${nameOf(scope)}.`;
    return { scope, ...parseScopeDescription(text) };
  });
  const groups = Map.groupBy(offered, ({ family }) => family);
  return [...groups].sort(([a], [b]) => Number(b === 'Platform') - Number(a === 'Platform') || a.localeCompare(b));
}

function familyChoice([family, offered]: [string, Offered[]]): string {
  const ticks = offered.map(({ scope, allows, risks }) => {
    const marks = risks.map((risk) => `<em>${escaped(SCOPE_RISKS[risk].replace(/\.$/, ''))}</em>`).join(' ');
    const checked = risks.length === 0 ? ' checked' : '';
    return `
<label class="tick${risks.length > 0 ? ' risky' : ''}"><input type="checkbox" name="scope" value="${escaped(scope)}"${checked}> <span>${escaped(allows)} ${marks} <code>${escaped(nameOf(scope))}</code></span></label>`;
  });
  return `<section>
<h2>${escaped(family)}</h2>${ticks.join('')}
</section>
`;
}

/** The name of a scope without the prefix of its resource. */
const nameOf = (scope: string) => scope.slice(scope.lastIndexOf('/') + 1);

/** Text as HTML. */
function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}
