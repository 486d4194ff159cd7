/** What the pages of browser.test.ts run: it is bundled for a browser, with the SDK's browser build. */
import { Client, type OAuthClientProvider, StreamableHTTPClientTransport } from '@modelcontextprotocol/client';

/** State of a client that outlasts the person's way to the issuer and back. */
const kept = {
  get: (name: string) => JSON.parse(sessionStorage.getItem(name) ?? 'null') ?? undefined,
  set: (name: string, value: unknown) => sessionStorage.setItem(name, JSON.stringify(value)),
};

const signInOf = (redirectUrl: string): OAuthClientProvider => ({
  redirectUrl,
  clientMetadata: {
    client_name: 'Page of the browser test',
    redirect_uris: [redirectUrl],
    token_endpoint_auth_method: 'none',
  },
  clientInformation: () => kept.get('client'),
  saveClientInformation: (client) => kept.set('client', client),
  tokens: () => kept.get('tokens'),
  saveTokens: (tokens) => kept.set('tokens', tokens),
  redirectToAuthorization: (url) => kept.set('authorization', url.href),
  saveCodeVerifier: (verifier) => kept.set('verifier', verifier),
  codeVerifier: () => kept.get('verifier'),
  saveDiscoveryState: (state) => kept.set('discovery', state),
  discoveryState: () => kept.get('discovery'),
  state: () => 'state-of-this-test',
});

const client = () => new Client({ name: 'page', version: '1.0.0' }, { versionNegotiation: { mode: 'auto' } });

/** Connects with an API key or with the tokens of a sign-in, lists tools and calls one. */
export async function use(mcpUrl: string, by: { key: string } | { redirectUrl: string }) {
  const options =
    'key' in by
      ? { requestInit: { headers: { authorization: `Bearer ${by.key}` } } }
      : { authProvider: signInOf(by.redirectUrl) };
  const connected = client();
  await connected.connect(new StreamableHTTPClientTransport(new URL(mcpUrl), options));
  const { tools } = await connected.listTools();
  const result = await connected.callTool({ name: 'health_check', arguments: {} });
  const revision = connected.getNegotiatedProtocolVersion();
  await connected.close();
  return { revision, tools: tools.map(({ name }) => name), result };
}

/** Registers the page as a client, as the refusal of its first request asks, and answers with the URL of the sign-in. */
export async function beginSignIn(mcpUrl: string, redirectUrl: string): Promise<string> {
  const transport = new StreamableHTTPClientTransport(new URL(mcpUrl), { authProvider: signInOf(redirectUrl) });
  await client()
    .connect(transport)
    .catch((error: unknown) => kept.set('refusal', String(error)));
  const address = kept.get('authorization');
  if (address === undefined) throw new Error(`No sign-in was begun: ${kept.get('refusal')}`);
  return address;
}

/** Redeems the code with which the person came back. */
export async function finishSignIn(mcpUrl: string, redirectUrl: string, query: string): Promise<void> {
  const transport = new StreamableHTTPClientTransport(new URL(mcpUrl), { authProvider: signInOf(redirectUrl) });
  await transport.finishAuth(new URLSearchParams(query));
}

/** What the page may read of an answer; `unreadable` if the browser keeps the answer from it. */
export async function read(url: string, init?: RequestInit) {
  try {
    const answer = await fetch(url, init);
    return {
      status: answer.status,
      challenge: answer.headers.get('www-authenticate'),
      correlationId: answer.headers.get('x-amzn-requestid'),
      body: await answer.text(),
    };
  } catch {
    return 'unreadable';
  }
}
