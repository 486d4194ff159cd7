const REVISION = '2026-07-28';

const META = {
  'io.modelcontextprotocol/protocolVersion': REVISION,
  'io.modelcontextprotocol/clientInfo': { name: 'bench', version: '1.0.0' },
  'io.modelcontextprotocol/clientCapabilities': {},
};

/** One request, which is sent many times. */
export interface BenchRequest {
  readonly url: string;
  readonly headers: Record<string, string>;
  /** Body of the next request. */
  body(): string;
  /** Text that every right answer contains. */
  readonly expects: string;
}

export interface Place {
  readonly url: string;
  readonly authorization?: string;
}

/** A call of the tool that adds. */
export const toolCall = (place: Place): BenchRequest =>
  request(place, { method: 'tools/call', params: { name: 'bench_add', arguments: { a: 1, b: 2 } }, expects: 'sum' });

/** A list of tools: the request that front answers with the least work. */
export const toolList = (place: Place): BenchRequest =>
  request(place, { method: 'tools/list', params: {}, expects: 'bench_add' });

/** A look-up at the provider, which may be cached; `keyOf` gives the record of the next request. */
export function lookup(place: Place, keyOf: () => string, waitMs = 0): BenchRequest {
  const params = () => ({ name: 'bench_lookup', arguments: { key: keyOf(), waitMs } });
  return request(place, { method: 'tools/call', name: 'bench_lookup', params, expects: '"record"' });
}

/** A write; each request has its own idempotency key. */
export function write(place: Place): BenchRequest {
  const key = keys('write');
  const _meta = () => ({ 'manifold/idempotencyKey': `${key()}-${Date.now()}` });
  const params = () => ({ name: 'bench_write', arguments: { note: 'a' }, _meta: _meta() });
  return request(place, { method: 'tools/call', name: 'bench_write', params, expects: 'characters' });
}

/** Makes keys that are all different. */
export function keys(prefix: string): () => string {
  let count = 0;
  return () => {
    count += 1;
    return `${prefix}-${count}`;
  };
}

interface Params {
  name?: string;
  arguments?: object;
  _meta?: object;
}

interface Message {
  method: string;
  /** Fixed, or made for each request. */
  params: Params | (() => Params);
  expects: string;
  name?: string;
}

function request({ url, authorization = '' }: Place, { method, params, expects, name }: Message): BenchRequest {
  const make = typeof params === 'function' ? params : () => params;
  const called = name ?? (typeof params === 'function' ? undefined : params.name);
  return {
    url,
    expects,
    body: () => {
      const { _meta, ...rest } = make();
      return JSON.stringify({ jsonrpc: '2.0', id: 1, method, params: { ...rest, _meta: { ...META, ..._meta } } });
    },
    headers: {
      authorization,
      'content-type': 'application/json',
      accept: 'application/json, text/event-stream',
      'mcp-protocol-version': REVISION,
      'mcp-method': method,
      ...(called !== undefined && { 'mcp-name': called }),
    },
  };
}
