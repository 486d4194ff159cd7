import { createMCPClient } from '@ai-sdk/mcp';
import { CALL, type RealClient } from './real-client.ts';

/** The client of the AI SDK. */
export const aiSdk: RealClient = {
  name: '@ai-sdk/mcp',
  async listAndCall({ url, key }) {
    const client = await createMCPClient({
      transport: { type: 'http', url, headers: { authorization: `Bearer ${key}` } },
    });
    try {
      const tools = await client.tools();
      return { tools: Object.keys(tools), result: await client.callTool(CALL) };
    } finally {
      await client.close();
    }
  },
};
