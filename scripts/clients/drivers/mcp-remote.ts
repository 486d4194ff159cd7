import { mkdtemp, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StdioClientTransport } from '@modelcontextprotocol/sdk/client/stdio.js';
import { Browser } from '../../../test/integration/support/browser.ts';
import type { Driver, Session } from '../driver.ts';
import { sessionOf } from './sdk-v1.ts';

const PROXY = join(dirname(createRequire(import.meta.url).resolve('mcp-remote/package.json')), 'dist/proxy.js');
const INFO = { name: 'client-matrix', version: '1.0.0' };

/** Where `mcp-remote` keeps the tokens of the person who signed in; the later session reads them there. */
const homes = new WeakMap<object, string>();

/** A client that speaks stdio alone, with mcp-remote between it and the endpoint. */
export const mcpRemote: Driver = {
  name: 'mcp-remote 0.15.1 (stdio)',
  async open({ url, credential }) {
    const kept = 'tokens' in credential ? homes.get(credential.tokens) : undefined;
    const home = kept ?? (await mkdtemp(join(tmpdir(), 'mcp-remote-')));
    const key = 'key' in credential ? ['--header', `Authorization:Bearer ${credential.key}`] : [];
    const session = await connect(transportOf({ url, home, options: key }));
    return {
      ...session,
      close: async () => {
        await session.close();
        await rm(home, { recursive: true, force: true });
      },
    };
  },
  async signIn({ url, tokens, person }) {
    const home = await mkdtemp(join(tmpdir(), 'mcp-remote-'));
    homes.set(tokens, home);
    const transport = transportOf({ url, home, options: [] });
    const connected = connect(transport);
    const page = await pageThatIsNamed(transport);
    const callback = await new Browser().signIn(page, { name: person, mfa: true }, 'http://localhost');
    const redirect = new URL(String(page.searchParams.get('redirect_uri')));
    redirect.search = String(callback);
    // The proxy listens on the IPv4 loopback address alone.
    redirect.hostname = '127.0.0.1';
    await fetch(redirect);
    await (await connected).close();
  },
};

async function connect(transport: StdioClientTransport): Promise<Session> {
  const client = new Client(INFO);
  await client.connect(transport);
  return sessionOf(client);
}

function transportOf({ url, home, options }: { url: string; home: string; options: string[] }): StdioClientTransport {
  return new StdioClientTransport({
    command: process.execPath,
    args: [PROXY, url, '--transport', 'http-only', '--allow-http', ...options],
    // The journey opens the page itself, so the program that would open it does nothing.
    env: { MCP_REMOTE_CONFIG_DIR: home, HOME: home, BROWSER: 'true' },
    stderr: 'pipe',
  });
}

/** The sign-in page that mcp-remote names in its log, once the log says that the proxy waits for the person to return. */
async function pageThatIsNamed({ stderr }: StdioClientTransport): Promise<URL> {
  let page: URL | undefined;
  let waits = false;
  for await (const line of createInterface({ input: stderr as Readable })) {
    if (/^https?:\/\/\S+\/authorize\?/.test(line)) page = new URL(line);
    if (line.includes('OAuth callback server running')) waits = true;
    if (page && waits) return page;
  }
  throw new Error('mcp-remote ended before it named a sign-in page.');
}
