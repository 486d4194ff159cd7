import { answerOf, type Driver, headersOf, providerOf } from '../driver.ts';
import { installed } from '../installed.ts';
import { signInWithProvider } from '../sign-in.ts';

/** The libraries of this file come untyped, from the folder that the command installs them into. */
// biome-ignore lint/suspicious/noExplicitAny: see above
type Untyped = any;

const withSignIn = (driver: Driver): Driver => ({ ...driver, signIn: signInWithProvider(driver) });
const textOf = (result: unknown): string => (typeof result === 'string' ? result : JSON.stringify(result));

/** LangChain's tools over MCP. */
export const langchain: Driver = withSignIn({
  name: '@langchain/mcp-adapters 1.1.4',
  async open({ url, credential }) {
    const { MultiServerMCPClient } = (await installed('@langchain/mcp-adapters')) as Untyped;
    const server = { url, transport: 'http', headers: headersOf(credential), authProvider: providerOf(credential) };
    const client = new MultiServerMCPClient({ mcpServers: { manifold: server } });
    const tools: Untyped[] = await client.getTools();
    const toolOf = (name: string) => tools.find((tool) => tool.name === name);
    return {
      listTools: async () => tools.map((tool) => tool.name),
      callTool: async (name, args) => {
        try {
          return { text: textOf(await toolOf(name).invoke(args)) };
        } catch (error) {
          return { text: String(error), isError: true };
        }
      },
      readResource: (uri) => client.readResource('manifold', uri),
      callUntilCancelled: (name, args, cancel) => toolOf(name).invoke(args, { signal: cancel }),
      close: () => client.close(),
    };
  },
});

/** The MCP servers of the OpenAI Agents SDK. */
export const openaiAgents: Driver = withSignIn({
  name: '@openai/agents 0.20.0',
  async open({ url, credential }) {
    const { MCPServerStreamableHttp } = (await installed('@openai/agents')) as Untyped;
    const server = new MCPServerStreamableHttp({
      name: 'manifold',
      url,
      authProvider: providerOf(credential),
      requestInit: { headers: headersOf(credential) },
    });
    await server.connect();
    return {
      listTools: async () => (await server.listTools()).map((tool: Untyped) => tool.name),
      callTool: async (name, args) => answerOf(await server.callToolResult(name, args)),
      readResource: (uri) => server.readResource(uri),
      callUntilCancelled: (name, args, cancel) => server.callTool(name, args, null, { signal: cancel }),
      close: () => server.close(),
    };
  },
});

/** The client half of mcp-use. */
export const mcpUse: Driver = withSignIn({
  name: 'mcp-use 1.34.6',
  listsOnePage: true,
  async open({ url, credential }) {
    const { MCPClient } = (await installed('mcp-use')) as Untyped;
    const server = { url, headers: headersOf(credential), authProvider: providerOf(credential) };
    const client = new MCPClient({ mcpServers: { manifold: server } });
    const session = await client.createSession('manifold');
    return {
      listTools: async () => (await session.listTools()).map((tool: Untyped) => tool.name),
      callTool: async (name, args) => answerOf(await session.callTool(name, args)),
      readResource: (uri) => session.readResource(uri),
      getPrompt: (name, args) => session.getPrompt(name, args),
      callUntilCancelled: (name, args, cancel) => session.callTool(name, args, { signal: cancel }),
      close: () => client.closeAllSessions(),
    };
  },
});

/** Mastra's client. */
export const mastra: Driver = withSignIn({
  name: '@mastra/mcp 2.0.0',
  async open({ url, credential }) {
    const { MCPClient } = (await installed('@mastra/mcp')) as Untyped;
    const server = {
      url: new URL(url),
      requestInit: { headers: headersOf(credential) },
      authProvider: providerOf(credential),
    };
    const client = new MCPClient({ id: `matrix-${Date.now()}`, servers: { manifold: server } });
    const tools = (await client.listTools()) as Record<string, Untyped>;
    const toolOf = (name: string) => tools[`manifold_${name}`];
    return {
      listTools: async () => Object.keys(tools).map((name) => name.replace(/^manifold_/, '')),
      callTool: async (name, args) => {
        try {
          const result = await toolOf(name).execute(args, {});
          return result?.content ? answerOf(result) : { text: textOf(result), structured: result };
        } catch (error) {
          return { text: String(error), isError: true };
        }
      },
      readResource: (uri) => client.resources.read('manifold', uri),
      getPrompt: (name, args) => client.prompts.get({ serverName: 'manifold', name, args }),
      callUntilCancelled: (name, args, cancel) => toolOf(name).execute(args, { abortSignal: cancel }),
      close: () => client.disconnect(),
    };
  },
});

/** mcporter's runtime. */
export const mcporter: Driver = {
  name: 'mcporter 0.12.3',
  async open({ url, credential }) {
    const { createRuntime } = (await installed('mcporter')) as Untyped;
    const command = { kind: 'http', url: new URL(url), headers: headersOf(credential) };
    const runtime = await createRuntime({ servers: [{ name: 'manifold', command }] });
    return {
      listTools: async () => (await runtime.listTools('manifold')).map((tool: Untyped) => tool.name),
      callTool: async (name, args) => answerOf(await runtime.callTool('manifold', name, { args })),
      readResource: (uri) => runtime.readResource('manifold', uri),
      close: () => runtime.close(),
    };
  },
};
