import { Client as Client132 } from '@modelcontextprotocol/sdk/client/index.js';
import { StreamableHTTPClientTransport as Transport132 } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import { answerOf, type Driver, headersOf, providerOf, type Session } from '../driver.ts';
import { installed } from '../installed.ts';

const INFO = { name: 'client-matrix', version: '1.0.0' };

interface Library {
  Client: typeof Client132;
  Transport: typeof Transport132;
}

/** The SDK of the 2025 revisions: the newest release, and an old one that many clients still carry. */
export const sdk132 = sdkV1('@modelcontextprotocol/sdk 1.32.2', async () => ({
  Client: Client132,
  Transport: Transport132,
}));

export const sdk110 = sdkV1('@modelcontextprotocol/sdk 1.10.2', async () => {
  const { Client } = await installed('sdk-1-10/client/index.js');
  const { StreamableHTTPClientTransport } = await installed('sdk-1-10/client/streamableHttp.js');
  return { Client, Transport: StreamableHTTPClientTransport } as Library;
});

function sdkV1(name: string, load: () => Promise<Library>): Driver {
  return {
    name,
    async open({ url, credential }) {
      const { Client, Transport } = await load();
      const client = new Client(INFO, { capabilities: {} });
      const transport = new Transport(new URL(url), {
        authProvider: providerOf(credential),
        requestInit: { headers: headersOf(credential) },
      });
      await client.connect(transport);
      return { ...sessionOf(client), revision: transport.protocolVersion };
    },
    async signIn({ url, tokens, person }) {
      const { Client, Transport } = await load();
      const transport = new Transport(new URL(url), { authProvider: tokens });
      await new Client(INFO).connect(transport).catch(() => undefined);
      const answer = await tokens.signIn({ name: person });
      await transport.finishAuth(String(answer.get('code')));
    },
  };
}

/** The session of a client of either SDK of the 2025 revisions; the adapters of other libraries reuse it. */
export function sessionOf(client: Client132): Session {
  return {
    async listTools() {
      const names: string[] = [];
      let cursor: string | undefined;
      do {
        const page = await client.listTools({ cursor });
        for (const { name } of page.tools) names.push(name);
        cursor = page.nextCursor;
      } while (cursor !== undefined);
      return names;
    },
    callTool: async (name, args) => answerOf(await client.callTool({ name, arguments: args })),
    readResource: (uri) => client.readResource({ uri }),
    getPrompt: (name, args) => client.getPrompt({ name, arguments: args }),
    async callWithProgress(name, args) {
      let reports = 0;
      const onprogress = () => {
        reports += 1;
      };
      await client.callTool({ name, arguments: args }, undefined, { onprogress });
      return reports;
    },
    callUntilCancelled: (name, args, cancel) =>
      client.callTool({ name, arguments: args }, undefined, { signal: cancel }),
    close: () => client.close(),
  };
}
