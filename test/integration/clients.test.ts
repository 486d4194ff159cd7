import { describe, expect, it } from '@jest/globals';
import { endpoints } from '../cloud/endpoints.ts';
import { aiSdk } from './clients/ai-sdk.ts';
import { inspectorLegacy, inspectorModern } from './clients/inspector.ts';
import { mcpRemote } from './clients/mcp-remote.ts';
import { sdkV1 } from './clients/sdk-v1.ts';
import { sdkV2Legacy, sdkV2Modern } from './clients/sdk-v2.ts';

const CLIENTS = [sdkV1, sdkV2Legacy, sdkV2Modern, aiSdk, inspectorLegacy, inspectorModern, mcpRemote];

describe('a client that people use', () => {
  it.each(CLIENTS)('$name lists and calls a tool', async (client) => {
    const { mcpUrl, devKey } = endpoints();
    const { tools, result } = await client.listAndCall({ url: mcpUrl, key: devKey });
    expect(tools).toEqual(expect.arrayContaining(['answer_big', 'save_note']));
    expect(result).toMatchObject({ structuredContent: { characters: 11 } });
  });

  it.each([
    { name: sdkV1.name, client: sdkV1, revision: '2025-11-25' },
    { name: sdkV2Legacy.name, client: sdkV2Legacy, revision: '2025-11-25' },
    { name: sdkV2Modern.name, client: sdkV2Modern, revision: '2026-07-28' },
  ])('$name agrees on revision $revision', async ({ client, revision }) => {
    const { mcpUrl, devKey } = endpoints();
    expect(await client.listAndCall({ url: mcpUrl, key: devKey })).toMatchObject({ revision });
  });
});
