import { describe, expect, it } from '@jest/globals';
import type { Driver } from '../../scripts/clients/driver.ts';
import { aiSdk } from '../../scripts/clients/drivers/ai-sdk.ts';
import { inspectorLegacy, inspectorModern } from '../../scripts/clients/drivers/inspector.ts';
import { mcpRemote } from '../../scripts/clients/drivers/mcp-remote.ts';
import { sdk132 } from '../../scripts/clients/drivers/sdk-v1.ts';
import { sdk24Legacy, sdk24Modern } from '../../scripts/clients/drivers/sdk-v2.ts';
import { endpoints } from '../cloud/endpoints.ts';

/** The clients of `npm run clients` that the repository depends on; the others are installed by that command. */
const CLIENTS = [sdk132, sdk24Legacy, sdk24Modern, aiSdk, inspectorLegacy, inspectorModern, mcpRemote];

/** Connects a client with the development key, and closes it afterwards. */
async function withSession<Result>(
  client: Driver,
  work: (session: Awaited<ReturnType<Driver['open']>>) => Promise<Result>,
) {
  const { mcpUrl: url, devKey: key } = endpoints();
  const session = await client.open({ url, credential: { key } });
  try {
    return await work(session);
  } finally {
    await session.close();
  }
}

describe('a client that people use', () => {
  it.each(CLIENTS)('lists all tools and calls one: $name', async (client) => {
    await withSession(client, async (session) => {
      expect(await session.listTools()).toEqual(expect.arrayContaining(['answer_big', 'save_note']));
      expect(await session.callTool('save_note', { person: 'Test Person', topic: 'onboarding' })).toMatchObject({
        structured: { characters: 11 },
      });
    });
  });

  it.each([
    { name: sdk132.name, client: sdk132, revision: '2025-11-25' },
    { name: sdk24Legacy.name, client: sdk24Legacy, revision: '2025-11-25' },
    { name: sdk24Modern.name, client: sdk24Modern, revision: '2026-07-28' },
  ])('agrees with the endpoint on revision $revision: $name', async ({ client, revision }) => {
    expect(await withSession(client, async (session) => session.revision)).toBe(revision);
  });
});
