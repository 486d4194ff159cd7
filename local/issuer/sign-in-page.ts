import { PEOPLE } from './people.ts';

/** The page for choosing a person to sign in as. It has no scripts, and shows the client's request. */
export function signInPage(request: { uid: string; client: string; scopes: string[]; redirectUri: string }): string {
  const people = PEOPLE.map(
    ({ sub, name, email, groups, tenant, tier }) => `
      <button name="person" value="${sub}">
        <strong>${name}</strong> <span>${email}</span>
        <small>${groups.join(', ') || 'no role'} · ${tier} · tenant ${tenant}</small>
      </button>`,
  );
  return `<!doctype html>
<html lang="en">
  <meta charset="utf-8">
  <meta name="viewport" content="width=device-width">
  <title>Sign in to the local cloud</title>
  <style>
    body { font: 16px/1.5 system-ui, sans-serif; max-width: 34rem; margin: 3rem auto; padding: 0 1rem; color: #1c2430; }
    button { display: block; width: 100%; margin: .5rem 0; padding: .75rem 1rem; text-align: left; font: inherit;
      background: #fff; border: 1px solid #9aa5b4; border-radius: .5rem; cursor: pointer; }
    button:hover, button:focus-visible { border-color: #1f5fd0; outline: 2px solid #1f5fd0; }
    small { display: block; color: #4a5566; } label { display: block; margin: 1rem 0; } code { word-break: break-all; }
  </style>
  <main>
    <h1>Who are you?</h1>
    <p><code>${escaped(request.client)}</code> asks to act for you and goes on at <code>${escaped(request.redirectUri)}</code>.</p>
    <p>It asks for: <code>${escaped(request.scopes.join(' ') || 'nothing in particular')}</code></p>
    <form method="post" action="/sign-in/${escaped(request.uid)}">
      <label><input type="checkbox" name="mfa" value="done" checked> I have given a one-time password (MFA)</label>
      ${people.join('')}
    </form>
    <p><small>These people are invented. No password is needed: this page exists on your machine alone.</small></p>
  </main>
</html>
`;
}

/** Plain text of a request that cannot be shown as asked for. */
function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}
