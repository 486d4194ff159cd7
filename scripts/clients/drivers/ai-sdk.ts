import { auth, createMCPClient } from '@ai-sdk/mcp';
import { answerOf, type Driver, headersOf, providerOf } from '../driver.ts';

/** The client of the AI SDK. */
export const aiSdk: Driver = {
  name: '@ai-sdk/mcp 2.0.99',
  async open({ url, credential }) {
    const client = await createMCPClient({
      transport: {
        type: 'http',
        url,
        headers: headersOf(credential),
        // biome-ignore lint/suspicious/noExplicitAny: its type of a provider names its own stored values
        authProvider: providerOf(credential) as any,
      },
    });
    return {
      listTools: async () => Object.keys(await client.tools()),
      callTool: async (name, args) => answerOf(await client.callTool({ name, arguments: args })),
      readResource: (uri) => client.readResource({ uri }),
      getPrompt: (name, args) => client.getPrompt({ name, arguments: args }),
      callUntilCancelled: (name, args, cancel) =>
        client.callTool({ name, arguments: args, options: { signal: cancel } }),
      close: () => client.close(),
    };
  },
  async signIn({ url, tokens, person }) {
    // biome-ignore lint/suspicious/noExplicitAny: its type of a provider names its own stored values
    const provider = tokens as any;
    await auth(provider, { serverUrl: url });
    const answer = await tokens.signIn({ name: person });
    await auth(provider, {
      serverUrl: url,
      authorizationCode: String(answer.get('code')),
      callbackState: answer.get('state') ?? undefined,
    });
  },
};
