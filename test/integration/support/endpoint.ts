import { endpoints } from '../../cloud/endpoints.ts';
import { lastMessage } from './event-stream.ts';

export interface RequestOptions {
  /** Path below the API; default `/mcp`. */
  path?: string;
  /** API key; by default the development key. `null` sends no credential. */
  key?: string | null;
  headers?: Record<string, string>;
  /** Id of the request; default 1, `null` makes it a notification. */
  id?: number | string | null;
  /** `_meta` of the request, in addition to the fields that the revision needs. */
  meta?: Record<string, unknown>;
  signal?: AbortSignal;
}

/** A JSON-RPC answer, loosely typed: tests check the fields that they expect. */
export interface Answer {
  id?: unknown;
  method?: string;
  // biome-ignore lint/suspicious/noExplicitAny: a test reads whatever came over the wire
  result?: any;
  // biome-ignore lint/suspicious/noExplicitAny: as above
  error?: any;
}

const CLIENT = { name: 'integration-test', version: '1.0.0' };

/** Posts a body as it is. */
export function post(body: string, { path = '/mcp', key, headers, signal }: RequestOptions = {}): Promise<Response> {
  const { apiUrl, devKey } = endpoints();
  return fetch(`${apiUrl}${path}`, {
    method: 'POST',
    body,
    signal,
    headers: {
      'content-type': 'application/json',
      accept: 'application/json, text/event-stream',
      ...(key !== null && { authorization: `Bearer ${key ?? devKey}` }),
      ...headers,
    },
  });
}

/** A request of revision 2026-07-28, which needs no handshake. */
export function modern(method: string, params: Record<string, unknown> = {}, options: RequestOptions = {}) {
  const name = params.name ?? params.uri ?? params.taskId;
  return post(
    JSON.stringify({
      jsonrpc: '2.0',
      id: idOf(options),
      method,
      params: {
        ...params,
        _meta: {
          'io.modelcontextprotocol/protocolVersion': '2026-07-28',
          'io.modelcontextprotocol/clientInfo': CLIENT,
          'io.modelcontextprotocol/clientCapabilities': {},
          ...options.meta,
        },
      },
    }),
    {
      ...options,
      headers: {
        'mcp-protocol-version': '2026-07-28',
        'mcp-method': method,
        ...(typeof name === 'string' && { 'mcp-name': name }),
        ...options.headers,
      },
    },
  );
}

/** A request of revision 2025-11-25, without the handshake: the endpoint is stateless. */
export function legacy(method: string, params: Record<string, unknown> = {}, options: RequestOptions = {}) {
  const { meta } = options;
  const message = {
    jsonrpc: '2.0',
    id: idOf(options),
    method,
    params: { ...params, _meta: meta },
  };
  return post(JSON.stringify(message), {
    ...options,
    headers: { 'mcp-protocol-version': '2025-11-25', ...options.headers },
  });
}

/** JSON leaves an undefined id out, which makes the message a notification. */
function idOf({ id = 1 }: RequestOptions): number | string | undefined {
  return id ?? undefined;
}

/** The JSON-RPC answer to a request, either as JSON or as the last event of a stream. */
export async function answerOf(sent: Promise<Response>): Promise<Answer> {
  const response = await sent;
  const isStream = response.headers.get('content-type')?.startsWith('text/event-stream');
  return (isStream ? await lastMessage(response) : await response.json()) as Answer;
}

/** Calls a tool in revision 2026-07-28 and returns its result. */
export async function callTool(name: string, args: Record<string, unknown> = {}, options: RequestOptions = {}) {
  const { result, error } = await answerOf(modern('tools/call', { name, arguments: args }, options));
  if (error) throw new Error(`tools/call ${name}: ${JSON.stringify(error)}`);
  return result;
}

export interface ListedTool {
  name: string;
  inputSchema: { properties?: Record<string, unknown> };
  _meta: Record<string, unknown>;
}

/** Every tool that an endpoint lists, in its order. */
export async function listTools(options: RequestOptions = {}): Promise<ListedTool[]> {
  const tools = [];
  let cursor: string | undefined;
  do {
    const { result } = await answerOf(modern('tools/list', { cursor }, options));
    tools.push(...result.tools);
    cursor = result.nextCursor;
  } while (cursor !== undefined);
  return tools;
}
