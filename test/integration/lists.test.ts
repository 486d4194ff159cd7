import { describe, expect, it } from '@jest/globals';
import { answerOf, callTool, legacy, listTools, modern } from './support/endpoint.ts';

const BULK = { path: '/mcp/b/bulk' };
const PUBLIC = { path: '/mcp/public', key: null };

describe('lists', () => {
  it('come in pages that are complete and keep their order', async () => {
    const first = await answerOf(modern('tools/list', {}, BULK));
    expect(first.result.tools).toHaveLength(100);
    const names = (await listTools(BULK)).map(({ name }) => name);
    expect(names).toHaveLength(112);
    expect(names).toEqual(names.toSorted());
    expect((await listTools(BULK)).map(({ name }) => name)).toEqual(names);
  });

  it('have the same pages in both protocol eras', async () => {
    const [old, today] = await Promise.all([legacy, modern].map((ask) => answerOf(ask('tools/list', {}, BULK))));
    expect(old?.result.nextCursor).toBe(today?.result.nextCursor);
    const { result } = await answerOf(legacy('tools/list', { cursor: old?.result.nextCursor }, BULK));
    expect(result.tools.map(({ name }: { name: string }) => name)).toContain('tiny_99');
  });

  it('have the same text of tools in each of many concurrent calls, and in both protocol eras', async () => {
    const asks = Array.from({ length: 12 }, (_, index) => (index % 2 === 0 ? modern : legacy));
    const texts = await Promise.all(
      asks.map(async (ask) => JSON.stringify((await answerOf(ask('tools/list'))).result.tools)),
    );
    expect(new Set(texts).size).toBe(1);
  });

  it('are compressed for clients that accept gzip, with the same content, and for no others', async () => {
    for (const ask of [modern, legacy]) {
      const list = (encoding: string) => ask('tools/list', {}, { headers: { 'accept-encoding': encoding } });
      const [plain, packed] = await Promise.all([list('identity'), list('gzip')]);
      expect([plain, packed].map(({ headers }) => headers.get('content-encoding'))).toEqual([null, 'gzip']);
      expect(packed.headers.get('vary')).toContain('Accept-Encoding');
      expect(await packed.json()).toEqual(await plain.json());
    }
  });

  it('have cursors that reveal nothing', async () => {
    const { result } = await answerOf(modern('tools/list', {}, BULK));
    expect(result.nextCursor).not.toContain('tiny');
  });

  it.each(['tools/list', 'resources/list', 'resources/templates/list', 'prompts/list'])(
    'refuse in %s a cursor that the list did not issue',
    async (method) => {
      expect(await answerOf(modern(method, { cursor: 'made-up' }))).toMatchObject({ error: { code: -32602 } });
    },
  );

  it.each(['tools/list', 'resources/list', 'resources/templates/list', 'prompts/list', 'server/discover'])(
    'say in %s for how long and for whom an answer may be cached',
    async (method) => {
      const { result } = await answerOf(modern(method));
      expect(result).toMatchObject({ ttlMs: expect.any(Number), cacheScope: 'private' });
      expect(result.ttlMs).toBeGreaterThan(0);
    },
  );
});

describe('what is read', () => {
  it.each([
    ['fraud://me/alerts', 0],
    ['kyc://reference/pan', 3_600_000],
  ])('says for how long %s may be kept, and that it is private', async (uri, ttlMs) => {
    const { result } = await answerOf(modern('resources/read', { uri }));
    expect(result).toMatchObject({ contents: [{ uri: expect.any(String) }], ttlMs, cacheScope: 'private' });
  });
});

describe('the endpoint of a bundle', () => {
  it('lists the tools of the bundle alone', async () => {
    const names = (await listTools({ path: '/mcp/b/kyc' })).map(({ name }) => name);
    expect(names).toHaveLength(15);
    expect(names).toEqual(
      expect.arrayContaining(['batch_call', 'confirm_call', 'read_resource', 'verify_pan', 'verify_ifsc']),
    );
  });

  it('calls no tool of another bundle', async () => {
    const answer = await answerOf(modern('tools/call', { name: 'tiny_00', arguments: {} }, { path: '/mcp/b/kyc' }));
    expect(answer.error).toMatchObject({ code: -32602, data: { code: 'E3001' } });
  });

  it('answers 404 and suggests a bundle if its bundle does not exist', async () => {
    const response = await modern('tools/list', {}, { path: '/mcp/b/bulc' });
    expect(response.status).toBe(404);
    expect(await response.json()).toMatchObject({
      error: { data: { code: 'E3001', details: { suggestion: 'Did you mean "bulk"?' } } },
    });
  });
});

describe('the public endpoint', () => {
  it('lists the health checks alone and calls them without a key', async () => {
    expect((await listTools(PUBLIC)).map(({ name }) => name)).toEqual(['exploits_health_check', 'health_check']);
    expect(await callTool('health_check', {}, PUBLIC)).toMatchObject({ structuredContent: { status: 'ok' } });
  });

  it('calls no other tool', async () => {
    const answer = await answerOf(modern('tools/call', { name: 'tiny_00', arguments: {} }, PUBLIC));
    expect(answer.error).toMatchObject({ code: -32602, data: { code: 'E3001' } });
  });
});
