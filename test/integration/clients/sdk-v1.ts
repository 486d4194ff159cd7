import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import { CALL, type RealClient } from './real-client.ts';

/** The SDK of the 2025 revisions. */
export const sdkV1: RealClient = {
  name: '@modelcontextprotocol/sdk',
  async listAndCall({ url, key }) {
    const client = new Client({ name: 'test', version: '1.0.0' });
    const transport = new StreamableHTTPClientTransport(new URL(url), {
      requestInit: { headers: { authorization: `Bearer ${key}` } },
    });
    await client.connect(transport);
    try {
      return {
        tools: await everyTool(client),
        result: await client.callTool(CALL),
        revision: transport.protocolVersion,
      };
    } finally {
      await client.close();
    }
  },
};

/** Names of all tools, page by page. */
export async function everyTool(client: Client): Promise<string[]> {
  const names: string[] = [];
  let cursor: string | undefined;
  do {
    const page = await client.listTools({ cursor });
    for (const { name } of page.tools) names.push(name);
    cursor = page.nextCursor;
  } while (cursor !== undefined);
  return names;
}
