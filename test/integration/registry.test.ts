import { afterAll, describe, expect, it } from '@jest/globals';
import { setToolStatus } from '../../functions/platform/registry/registry-writer.ts';
import type { ToolStatus } from '../../schemas/registry-records.ts';
import { endpoints } from '../cloud/endpoints.ts';
import { operatorTables } from '../cloud/registry.ts';
import { control, newKey } from './support/control.ts';
import { answerOf, callTool, listTools, modern } from './support/endpoint.ts';
import { messagesOf, next } from './support/event-stream.ts';

const TOOL = 'tiny_33';
const client = operatorTables(endpoints());
afterAll(() => client.destroy());

const set = (status: ToolStatus) =>
  setToolStatus({ client, table: endpoints().tables.registry ?? '' }, { name: TOOL, version: '1.0.0', status });
const listed = async () => (await listTools({ path: '/mcp/b/bulk' })).find(({ name }) => name === TOOL);

describe('a change in the registry is seen by the next request', () => {
  afterAll(() => set('active'));

  it('an inactive tool is neither listed nor called', async () => {
    expect(await listed()).toBeDefined();
    await set('inactive');
    expect(await listed()).toBeUndefined();
    expect(await callTool(TOOL)).toMatchObject({ isError: true, _meta: { 'manifold/error': { code: 'E3002' } } });
  });

  it('a deprecated tool is listed as such and warns', async () => {
    await set('deprecated');
    expect(await listed()).toMatchObject({ _meta: { 'manifold/deprecated': true } });
    const result = await callTool(TOOL);
    expect(result).toMatchObject({ structuredContent: { index: 33 } });
    expect(result._meta['manifold/warnings']).toEqual([expect.stringContaining('deprecated')]);
  });

  it('a tool that is active again is served as before', async () => {
    await set('active');
    const result = await callTool(TOOL);
    expect(result).toMatchObject({ structuredContent: { index: 33 } });
    expect(result._meta).not.toHaveProperty('manifold/warnings');
  });

  it('a tool that the registry has not cannot be switched', async () => {
    const registry = { client, table: endpoints().tables.registry ?? '' };
    await expect(
      setToolStatus(registry, { name: 'no_such_tool', version: '1.0.0', status: 'inactive' }),
    ).rejects.toMatchObject({ code: 'E3001' });
  });
});

describe('a subscriber', () => {
  it('hears that the list of tools has changed, and of nothing that it did not ask for', async () => {
    const key = await newKey({ id: 'test:subscriber' });
    const end = new AbortController();
    const messages = messagesOf(
      await modern('subscriptions/listen', { notifications: { toolsListChanged: true } }, { key, signal: end.signal }),
    );
    expect(await next(messages)).toMatchObject({ method: 'notifications/subscriptions/acknowledged' });
    await control('/changes/prompts');
    await control('/changes/tools');
    expect(await next(messages)).toMatchObject({ method: 'notifications/tools/list_changed' });
    end.abort();
  });

  it('may open one stream more than it may hold: the oldest ends', async () => {
    const key = await newKey({ id: 'test:greedy' });
    const listen = () => modern('subscriptions/listen', { notifications: { toolsListChanged: true } }, { key });
    const open = [];
    for (let count = 0; count < 6; count += 1) open.push(await listen());
    expect(open.map(({ status }) => status)).toEqual([200, 200, 200, 200, 200, 200]);
    const [oldest, ...others] = open;
    for await (const message of messagesOf(oldest as Response)) expect(message.method).toMatch(/^notifications\//);
    await Promise.all(others.map(({ body }) => body?.cancel()));
  });
});

describe('what the registry serves beside tools', () => {
  it('reads a resource by its template', async () => {
    const { result } = await answerOf(modern('resources/read', { uri: 'test://template/7/data' }));
    expect(JSON.parse(result.contents[0].text)).toMatchObject({ id: '7' });
  });

  it('completes an argument of a prompt', async () => {
    const params = {
      ref: { type: 'ref/prompt', name: 'test_prompt_with_arguments' },
      argument: { name: 'arg1', value: 'par' },
    };
    const { result } = await answerOf(modern('completion/complete', params));
    expect(result.completion).toMatchObject({ values: ['paris', 'park', 'party'], hasMore: false });
  });
});
