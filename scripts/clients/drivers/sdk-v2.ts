import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client';
import { answerOf, type Driver, headersOf, providerOf } from '../driver.ts';

const INFO = { name: 'client-matrix', version: '1.0.0' };

export const sdk24Legacy = sdkV2('@modelcontextprotocol/client 2.4.0 (2025-11-25)', 'legacy');
export const sdk24Modern = sdkV2('@modelcontextprotocol/client 2.4.0 (2026-07-28)', 'auto');

function sdkV2(name: string, mode: 'legacy' | 'auto'): Driver {
  const clientOf = () => {
    const client = new Client(INFO, {
      capabilities: { elicitation: { form: {} } },
      ...(mode === 'auto' ? { versionNegotiation: { mode } } : {}),
    });
    client.setRequestHandler('elicitation/create', async () => ({ action: 'accept', content: { confirm: true } }));
    return client;
  };
  return {
    name,
    async open({ url, credential }) {
      const client = clientOf();
      await client.connect(
        new StreamableHTTPClientTransport(new URL(url), {
          authProvider: providerOf(credential),
          requestInit: { headers: headersOf(credential) },
        }),
      );
      return {
        revision: client.getNegotiatedProtocolVersion(),
        listTools: async () => (await client.listTools()).tools.map((tool) => tool.name),
        callTool: async (tool, args) => answerOf(await client.callTool({ name: tool, arguments: args })),
        readResource: (uri) => client.readResource({ uri }),
        getPrompt: (prompt, args) => client.getPrompt({ name: prompt, arguments: args }),
        async callWithProgress(tool, args) {
          let reports = 0;
          const onprogress = () => {
            reports += 1;
          };
          await client.callTool({ name: tool, arguments: args }, { onprogress });
          return reports;
        },
        callUntilCancelled: (tool, args, cancel) =>
          client.callTool({ name: tool, arguments: args }, { signal: cancel }),
        // Clients of 2025 are sent no forms by a server without sessions.
        confirms: mode === 'auto',
        close: () => client.close(),
      };
    },
    async signIn({ url, tokens, person }) {
      const transport = new StreamableHTTPClientTransport(new URL(url), { authProvider: tokens });
      await clientOf()
        .connect(transport)
        .catch(() => undefined);
      await transport.finishAuth(await tokens.signIn({ name: person }));
    },
  };
}
