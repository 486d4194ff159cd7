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

describe('a status change in the registry', () => {
  afterAll(() => set('active'));

  it('hides an inactive tool from lists and calls on the next request', async () => {
    expect(await listed()).toBeDefined();
    await set('inactive');
    expect(await listed()).toBeUndefined();
    expect(await callTool(TOOL)).toMatchObject({ isError: true, _meta: { 'manifold/error': { code: 'E3002' } } });
  });

  it('marks a deprecated tool as deprecated, and a call of it warns', async () => {
    await set('deprecated');
    expect(await listed()).toMatchObject({ _meta: { 'manifold/deprecated': true } });
    const result = await callTool(TOOL);
    expect(result).toMatchObject({ structuredContent: { index: 33 } });
    expect(result._meta['manifold/warnings']).toEqual([expect.stringContaining('deprecated')]);
  });

  it('makes a tool that is active again callable as before', async () => {
    await set('active');
    const result = await callTool(TOOL);
    expect(result).toMatchObject({ structuredContent: { index: 33 } });
    expect(result._meta).not.toHaveProperty('manifold/warnings');
  });

  it('is refused for a tool that the registry lacks', async () => {
    const registry = { client, table: endpoints().tables.registry ?? '' };
    await expect(
      setToolStatus(registry, { name: 'no_such_tool', version: '1.0.0', status: 'inactive' }),
    ).rejects.toMatchObject({ code: 'E3001' });
  });
});

describe('a subscriber to changes', () => {
  it('hears that the list of tools has changed, and hears nothing that it did not subscribe to', async () => {
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

  it('loses the oldest stream if it opens more than it may hold', async () => {
    const key = await newKey({ id: 'test:greedy' });
    const listen = () => modern('subscriptions/listen', { notifications: { toolsListChanged: true } }, { key });
    const open = [];
    for (let count = 0; count < 6; count += 1) open.push(await listen());
    expect(open.map(({ status }) => status)).toEqual([200, 200, 200, 200, 200, 200]);
    const [oldest, ...others] = open;
    const messages = [];
    for await (const message of messagesOf(oldest as Response)) messages.push(message);
    expect(messages.pop()).toMatchObject({ result: { resultType: 'complete' } });
    for (const { method } of messages) expect(method).toMatch(/^notifications\//);
    await Promise.all(others.map(({ body }) => body?.cancel()));
  });
});

describe('a catalogue with resources and prompts', () => {
  it('reads a resource by its template', async () => {
    const { result } = await answerOf(modern('resources/read', { uri: 'test://template/7/data' }));
    expect(JSON.parse(result.contents[0].text)).toMatchObject({ id: '7' });
  });

  it('reads the same resource by the tool read_resource, for a client that only knows tools', async () => {
    const result = await callTool('read_resource', { uri: 'test://template/7/data' });
    expect(JSON.parse(result.content[0].text)).toMatchObject({ id: '7' });
    const refused = await callTool('read_resource', { uri: 'test://nowhere' });
    expect(refused).toMatchObject({ isError: true, _meta: { 'manifold/error': { code: 'E2004' } } });
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
