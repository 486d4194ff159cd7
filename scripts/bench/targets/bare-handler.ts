import { createMcpHandler, Server } from '@modelcontextprotocol/server';

/**
 * Front is compared with this handler: the SDK's own, with one tool and without catalogue, guards, audit and family. Like
 * front it makes a low-level `Server` for each request, because the stateless handler needs that.
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
