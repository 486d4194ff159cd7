import { endpoints } from '../../cloud/endpoints.ts';
import { lastMessage } from './event-stream.ts';

export interface Exchange {
  /** Path below the API; default `/mcp`. */
  path?: string;
  /** API key; default the development key, `null` none. */
  key?: string | null;
  headers?: Record<string, string>;
  /** Id of the request; default 1, `null` makes it a notification. */
  id?: number | string | null;
  /** `_meta` of the request, beside what the revision asks for. */
  meta?: Record<string, unknown>;
  signal?: AbortSignal;
}

/** A JSON-RPC answer, loosely typed: tests look at what they expect. */
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
export function post(body: string, { path = '/mcp', key, headers, signal }: Exchange = {}): Promise<Response> {
  const { apiUrl, devKey } = endpoints();
  return fetch(`${apiUrl}${path}`, {
    method: 'POST',
    body,
    signal,
    headers: {
      'content-type': 'application/json',
      accept: 'application/json, text/event-stream',
      ...(key === null ? {} : { authorization: `Bearer ${key ?? devKey}` }),
      ...headers,
    },
  });
}

/** A request of revision 2026-07-28: no handshake, everything in the request. */
export function modern(method: string, params: Record<string, unknown> = {}, exchange: Exchange = {}) {
  const name = params.name ?? params.uri ?? params.taskId;
  return post(
    JSON.stringify({
      jsonrpc: '2.0',
      ...idOf(exchange),
      method,
      params: {
        ...params,
        _meta: {
          'io.modelcontextprotocol/protocolVersion': '2026-07-28',
          'io.modelcontextprotocol/clientInfo': CLIENT,
          'io.modelcontextprotocol/clientCapabilities': {},
          ...exchange.meta,
        },
      },
    }),
    {
      ...exchange,
      headers: {
        'mcp-protocol-version': '2026-07-28',
        'mcp-method': method,
        ...(typeof name === 'string' ? { 'mcp-name': name } : {}),
        ...exchange.headers,
      },
    },
  );
}

/** A request of revision 2025-11-25, without the handshake: the endpoint is stateless. */
export function legacy(method: string, params: Record<string, unknown> = {}, exchange: Exchange = {}) {
  const { meta } = exchange;
  const message = {
    jsonrpc: '2.0',
    ...idOf(exchange),
    method,
    params: { ...params, ...(meta ? { _meta: meta } : {}) },
  };
  return post(JSON.stringify(message), {
    ...exchange,
    headers: { 'mcp-protocol-version': '2025-11-25', ...exchange.headers },
  });
}

function idOf({ id = 1 }: Exchange): { id?: number | string } {
  return id === null ? {} : { id };
}

/** The JSON-RPC answer to a request, whether it came as JSON or as the last event of a stream. */
export async function answerOf(sent: Promise<Response>): Promise<Answer> {
  const response = await sent;
  const isStream = response.headers.get('content-type')?.startsWith('text/event-stream');
  return (isStream ? await lastMessage(response) : await response.json()) as Answer;
}

/** Calls a tool in revision 2026-07-28 and answers with its result. */
export async function callTool(name: string, args: Record<string, unknown> = {}, exchange: Exchange = {}) {
  const { result, error } = await answerOf(modern('tools/call', { name, arguments: args }, exchange));
  if (error) throw new Error(`tools/call ${name}: ${JSON.stringify(error)}`);
  return result;
}

/** Every tool that an endpoint lists, in its order. */
export async function listTools(exchange: Exchange = {}): Promise<{ name: string; _meta: Record<string, unknown> }[]> {
  const tools = [];
  let cursor: string | undefined;
  do {
    const { result } = await answerOf(modern('tools/list', cursor === undefined ? {} : { cursor }, exchange));
    for (const tool of result.tools) tools.push(tool);
    cursor = result.nextCursor;
  } while (cursor !== undefined);
  return tools;
}
