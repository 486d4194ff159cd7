import { randomUUID } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client';
import { Client as ClientV1 } from '@modelcontextprotocol/sdk/client/index.js';
import { StreamableHTTPClientTransport as TransportV1 } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import { PEOPLE } from '../../local/issuer/people.ts';
import { endpoints } from '../cloud/endpoints.ts';
import { answerOf, modern } from './support/endpoint.ts';
import { MemoryOAuthClient } from './support/sign-in.ts';

const INFO = { name: 'sign-in-test', version: '1.0.0' };
const mcpUrl = () => new URL(endpoints().mcpUrl);
const CARD = { payment_token: 'pm_card_visa', set_default: true };
const order = () => ({
  source_id: 'default',
  destination_id: 'platform',
  amount: '25.00',
  currency: 'USD',
  description: `Order ${randomUUID()}`,
});

/** People whose role lets them pay. */
const payers = PEOPLE.filter(({ groups }) => groups.length > 0).map(({ name }) => name);

type Call = (name: string, args: Record<string, unknown>) => Promise<Record<string, unknown>>;

/** SDK 2.4 after a sign-in. The client answers a confirmation itself, as a person would in its form. */
async function withV2(memory: MemoryOAuthClient, name: string, work: (call: Call) => Promise<void>): Promise<void> {
  const first = new StreamableHTTPClientTransport(mcpUrl(), { authProvider: memory });
  await expect(new Client(INFO, { versionNegotiation: { mode: 'auto' } }).connect(first)).rejects.toThrow(
    /unauthorized/i,
  );
  await first.finishAuth(await memory.signIn({ name }));
  const client = new Client(INFO, {
    versionNegotiation: { mode: 'auto' },
    capabilities: { elicitation: { form: {} } },
  });
  client.setRequestHandler('elicitation/create', () => ({ action: 'accept', content: { confirm: true } }));
  await client.connect(new StreamableHTTPClientTransport(mcpUrl(), { authProvider: memory }));
  try {
    await work((tool, args) => client.callTool({ name: tool, arguments: args }));
  } finally {
    await client.close();
  }
}

/** SDK 1.32 after a sign-in. A call that asks for a confirmation is repeated with the token that it names. */
async function withV1(memory: MemoryOAuthClient, name: string, work: (call: Call) => Promise<void>): Promise<void> {
  const first = new TransportV1(mcpUrl(), { authProvider: memory });
  await expect(new ClientV1(INFO).connect(first)).rejects.toThrow(/unauthorized/i);
  await first.finishAuth(String((await memory.signIn({ name })).get('code')));
  const client = new ClientV1(INFO);
  await client.connect(new TransportV1(mcpUrl(), { authProvider: memory }));
  const call: Call = (tool, args) => client.callTool({ name: tool, arguments: args });
  try {
    await work(async (tool, args) => {
      const result = await call(tool, args);
      const { details } = Object(Object(result._meta)['manifold/error']);
      const token = Object(details).confirmationToken;
      return token === undefined ? result : call(tool, { ...args, confirmation_token: token });
    });
  } finally {
    await client.close();
  }
}

const CLIENTS = [
  ['SDK 2.4', withV2],
  ['SDK 1.32', withV1],
] as const;

describe.each(CLIENTS)('a person who signs in with %s', (_client, withClient) => {
  it.each(payers)('pays as %s, and confirms it', async (name) => {
    await withClient(new MemoryOAuthClient(), name, async (call) => {
      expect((await call('add_payment_method', CARD)).structuredContent).toMatchObject({ status: 'saved' });
      const paid = await call('initiate_payment', order());
      expect(paid.structuredContent).toMatchObject({ status: 'succeeded', amount: '25.00' });
    });
  });

  it('learns from the result of a call which scope it did not allow, and pays after a second sign-in', async () => {
    const memory = new MemoryOAuthClient();
    memory.without = ['payments:write'];
    await withClient(memory, 'Uma User', async (call) => {
      const refused = await call('initiate_payment', order());
      expect(refused).toMatchObject({
        isError: true,
        _meta: {
          'manifold/error': {
            code: 'E1004',
            details: {
              missingScopes: ['payments:write'],
              signInUrl: `${endpoints().apiUrl}/?scope=payments:write#sign-in`,
            },
          },
        },
      });
      expect((await call('health_check', {})).isError).not.toBe(true);
    });
    await withClient(new MemoryOAuthClient(), 'Uma User', async (call) => {
      await call('add_payment_method', CARD);
      expect((await call('initiate_payment', order())).isError).not.toBe(true);
    });
  });
});

describe('the first challenge', () => {
  it('names exactly the scopes that the metadata of the endpoint names', async () => {
    const response = await modern('tools/list', {}, { key: null });
    const [, scopes = ''] = / scope="([^"]+)"/.exec(response.headers.get('www-authenticate') ?? '') ?? [];
    const metadata = await (await fetch(`${endpoints().apiUrl}/.well-known/oauth-protected-resource`)).json();
    expect(scopes).toContain('payments:write');
    expect(scopes.split(' ')).toEqual((metadata as { scopes_supported: string[] }).scopes_supported);
  });
});

describe('a resource whose scope the sign-in does not have', () => {
  it('is refused by a JSON-RPC error that names the scope', async () => {
    const memory = new MemoryOAuthClient();
    memory.without = ['payments:read'];
    await withV2(memory, 'Uma User', async () => {
      const read = modern('resources/read', { uri: 'payments://me/history' }, { key: memory.accessToken });
      const { error } = await answerOf(read);
      expect(error).toMatchObject({
        code: -32602,
        data: { code: 'E1004', details: { missingScopes: ['payments:read'] } },
      });
    });
  });
});
