import { type JSONRPCRequest, type Result, Server, type ServerContext } from '@modelcontextprotocol/server';

type Handler = (request: JSONRPCRequest, ctx: ServerContext) => Promise<Result>;

/**
 * The SDK's server, which lets a tool call be answered with a task. The SDK checks every answer of `tools/call` against
 * the shape of a tool's result, and adds empty content to what has none; the answer that creates a task has another shape.
 */
export class TaskAwareServer extends Server {
  protected override _wrapHandler(method: string, handler: Handler): Handler {
    if (method !== 'tools/call') return super._wrapHandler(method, handler);
    return async (request, ctx) => {
      let created: Result | undefined;
      const checked = super._wrapHandler(method, async (given, context) => {
        const result = await handler(given, context);
        if (result.resultType !== 'task') return result;
        created = result;
        return { content: [] };
      });
      const result = await checked(request, ctx);
      return created ?? result;
    };
  }
}
