import type { Shot } from './load.ts';

const REVISION = '2026-07-28';

const META = {
  'io.modelcontextprotocol/protocolVersion': REVISION,
  'io.modelcontextprotocol/clientInfo': { name: 'bench', version: '1.0.0' },
  'io.modelcontextprotocol/clientCapabilities': {},
};

/** A call of the tool that adds. */
export function toolCall(url: string, authorization = ''): Shot {
  const params = { name: 'bench_add', arguments: { a: 1, b: 2 } };
  return shot(url, { method: 'tools/call', params, expects: 'sum', authorization });
}

/** A list of tools: the shortest way through front. */
export function toolList(url: string, authorization = ''): Shot {
  return shot(url, { method: 'tools/list', params: {}, expects: 'bench_add', authorization });
}

function shot(
  url: string,
  {
    method,
    params,
    expects,
    authorization,
  }: { method: string; params: object; expects: string; authorization: string },
): Shot {
  const body = JSON.stringify({ jsonrpc: '2.0', id: 1, method, params: { ...params, _meta: META } });
  return {
    url,
    body,
    expects,
    headers: {
      authorization,
      'content-type': 'application/json',
      'content-length': String(Buffer.byteLength(body)),
      accept: 'application/json, text/event-stream',
      'mcp-protocol-version': REVISION,
      'mcp-method': method,
      ...('name' in params ? { 'mcp-name': String(params.name) } : {}),
    },
  };
}
