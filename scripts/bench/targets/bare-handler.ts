import { createMcpHandler, Server } from '@modelcontextprotocol/server';

/**
 * What front is measured against: the SDK's own handler with one tool, without catalogue, guards, audit or family. The
 * same low-level `Server` as front's, made anew for each request, since the stateless handler asks for that.
 */
export function bareHandler(): ReturnType<typeof createMcpHandler> {
  return createMcpHandler(() => {
    const server = new Server({ name: 'bare', version: '1.0.0' }, { capabilities: { tools: {} } });
    const number = { type: 'number' } as const;
    const inputSchema = { type: 'object' as const, properties: { a: number, b: number }, required: ['a', 'b'] };
    server.setRequestHandler('tools/list', () => ({
      tools: [{ name: 'bench_add', description: 'Adds two numbers.', inputSchema }],
    }));
    server.setRequestHandler('tools/call', ({ params }) => {
      const { a, b } = params.arguments ?? {};
      const sum = { sum: Number(a) + Number(b) };
      return { content: [{ type: 'text', text: JSON.stringify(sum) }], structuredContent: sum };
    });
    return server;
  });
}
