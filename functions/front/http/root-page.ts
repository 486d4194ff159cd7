import { createHash } from 'node:crypto';
import type { OAuthSettings } from '../oauth/metadata.ts';
import { nothingHere } from './unserved.ts';

const DOCUMENTATION = 'https://modelcontextprotocol.io/docs/getting-started/intro';

const STYLE = `
:root { color-scheme: light dark; }
body { max-width: 42rem; margin: 0 auto; padding: 2rem 1rem; font: 16px/1.55 system-ui, sans-serif; }
h1 { font-size: 1.5rem; } h2 { margin-top: 2rem; font-size: 1.1rem; }
code { overflow-wrap: anywhere; } pre { padding: .75rem; overflow-x: auto; border: 1px solid; border-radius: .5rem; }
`;
const HEADERS = {
  'content-type': 'text/html; charset=utf-8',
  'content-security-policy': `default-src 'none'; style-src 'sha256-${createHash('sha256').update(STYLE).digest('base64')}'; form-action 'none'; base-uri 'none'; frame-ancestors 'none'`,
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
};

/**
 * The answer at the root of the API. A browser gets a page that says what this is and how to connect; `?scope=` names what
 * a sign-in lacked. Any other client gets the error of an unknown path, in the shape of the catalogue.
 */
export function rootPage(req: Request, oauth: OAuthSettings, correlationId: string): Response {
  if (!/\btext\/html\b/.test(req.headers.get('accept') ?? ''))
    return nothingHere({ requestContext: { requestId: correlationId } });
  const asked = (new URL(req.url).searchParams.get('scope') ?? '').split(' ');
  // Only names of scopes are repeated, so that a link cannot put words of its own on the page.
  const scopes = oauth.scopes.filter((scope) => asked.includes(scope));
  return new Response(html(oauth, scopes), { headers: HEADERS });
}

function html({ publicUrl, issuers }: OAuthSettings, scopes: readonly string[]): string {
  const url = `${publicUrl}/mcp`;
  const config = JSON.stringify({ mcpServers: { manifold: { type: 'http', url } } }, null, 2);
  const what = scopes.length === 0 ? '' : ` and allow ${scopes.map((scope) => `<code>${scope}</code>`).join(', ')}`;
  const signIn =
    issuers.length === 0
      ? ''
      : `<h2 id="sign-in">Sign in again</h2>
<p>If a call lacks a scope, disconnect this server in your app, connect it again${what} when you sign in. Then repeat the call.</p>`;
  const credential =
    issuers.length === 0
      ? 'Send an API key in the header <code>Authorization: Bearer mf_…</code>.'
      : 'Most apps open a page for signing in by themselves. An app that cannot sends an API key in the header <code>Authorization: Bearer mf_…</code>.';
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Manifold</title>
<style>${STYLE}</style>
</head>
<body>
<main>
<h1>Manifold</h1>
<p>This is an endpoint of the Model Context Protocol (MCP): apps with a language model use its tools.</p>
<h2>Connect</h2>
<p>Give your app this URL: <code>${url}</code></p>
<p>${credential}</p>
<pre>${config.replaceAll('<', '&lt;')}</pre>
${signIn}
<h2>Read more</h2>
<p><a href="${DOCUMENTATION}">What MCP is and which apps speak it</a></p>
</main>
</body>
</html>
`;
}
