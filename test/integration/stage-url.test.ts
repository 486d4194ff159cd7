import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client';
import { Client as ClientV1 } from '@modelcontextprotocol/sdk/client/index.js';
import { StreamableHTTPClientTransport as TransportV1 } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import { type Cloud, startCloud } from '../../local/cloud.ts';
import { endpoints } from '../cloud/endpoints.ts';
import { MemoryOAuthClient } from './support/sign-in.ts';

const INFO = { name: 'stage-url-test', version: '1.0.0' };
let cloud: Cloud;
let stateDir: string;

beforeAll(async () => {
  stateDir = await mkdtemp(join(tmpdir(), 'manifold-stage-'));
  cloud = await startCloud({ assemblyDir: endpoints().assemblyDir, stateDir, port: 0, urlForm: 'stage' });
});
afterAll(async () => {
  await cloud.stop();
  await rm(stateDir, { recursive: true, force: true });
});

describe('a client that knows the URL below the stage alone', () => {
  it('signs in and calls with the SDK of the stateless revision', async () => {
    const memory = new MemoryOAuthClient();
    const url = new URL(cloud.mcpUrl);
    expect(url.pathname).toBe('/dev/mcp');
    const client = () => new Client(INFO, { versionNegotiation: { mode: 'auto' } });
    const first = new StreamableHTTPClientTransport(url, { authProvider: memory });
    await expect(client().connect(first)).rejects.toThrow(/unauthorized/i);
    await first.finishAuth(await memory.signIn({ name: 'Uma User', mfa: true }));
    const connected = client();
    await connected.connect(new StreamableHTTPClientTransport(url, { authProvider: memory }));
    expect(memory.authorizationUrl?.searchParams.get('resource')).toBe(cloud.mcpUrl);
    expect((await connected.callTool({ name: 'health_check', arguments: {} })).isError).not.toBe(true);
    await connected.close();
  });

  it('signs in and calls with the SDK of the revision of 2025', async () => {
    const memory = new MemoryOAuthClient();
    const url = new URL(cloud.mcpUrl);
    const first = new TransportV1(url, { authProvider: memory });
    await expect(new ClientV1(INFO).connect(first)).rejects.toThrow(/unauthorized/i);
    await first.finishAuth(String((await memory.signIn({ name: 'Uma User' })).get('code')));
    const client = new ClientV1(INFO);
    await client.connect(new TransportV1(url, { authProvider: memory }));
    expect((await client.callTool({ name: 'health_check', arguments: {} })).isError).not.toBe(true);
    await client.close();
  });

  it('finds no metadata under the well-known URL at the root, which lies outside the stage', async () => {
    const { origin, pathname } = new URL(cloud.mcpUrl);
    expect((await fetch(`${origin}/.well-known/oauth-protected-resource${pathname}`)).status).toBe(403);
    expect((await fetch(`${cloud.apiUrl}/.well-known/oauth-protected-resource`)).status).toBe(200);
  });
});
