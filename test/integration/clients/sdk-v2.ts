import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client';
import { CALL, type RealClient } from './real-client.ts';

/** The SDK of today; which era it speaks is chosen when the client is made. */
function sdkV2(name: string, mode: 'legacy' | 'auto'): RealClient {
  return {
    name,
    async listAndCall({ url, key }) {
      const client = new Client(
        { name: 'test', version: '1.0.0' },
        mode === 'auto' ? { versionNegotiation: { mode } } : {},
      );
      await client.connect(
        new StreamableHTTPClientTransport(new URL(url), {
          requestInit: { headers: { authorization: `Bearer ${key}` } },
        }),
      );
      try {
        const { tools } = await client.listTools();
        return {
          tools: tools.map((tool) => tool.name),
          result: await client.callTool(CALL),
          revision: client.getNegotiatedProtocolVersion(),
        };
      } finally {
        await client.close();
      }
    },
  };
}

export const sdkV2Legacy = sdkV2('@modelcontextprotocol/client as it is', 'legacy');
export const sdkV2Modern = sdkV2('@modelcontextprotocol/client that negotiates', 'auto');
