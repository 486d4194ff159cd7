import { randomUUID } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client';
import { endpoints } from '../cloud/endpoints.ts';
import { newKey } from './support/control.ts';
import { callTool, listTools, type RequestOptions } from './support/endpoint.ts';

const erase = (counter: string, more: Record<string, unknown> = {}, options: RequestOptions = {}) =>
  callTool('erase_counter', { counter, ...more }, options);
const refusalOf = (result: Awaited<ReturnType<typeof erase>>) => result._meta['manifold/error'];

/** The client of today, with a person who answers its questions. */
async function clientOf(person: (message: string) => { action: 'accept' | 'decline'; content?: { confirm: boolean } }) {
  const { mcpUrl, devKey } = endpoints();
  const client = new Client(
    { name: 'test', version: '1.0.0' },
    { versionNegotiation: { mode: 'auto' }, capabilities: { elicitation: { form: {} } } },
  );
  client.setRequestHandler('elicitation/create', ({ params }) => person(params.message));
  const headers = { authorization: `Bearer ${devKey}` };
  await client.connect(new StreamableHTTPClientTransport(new URL(mcpUrl), { requestInit: { headers } }));
  return client;
}

describe('a destructive call', () => {
  it('asks the person at a client of 2026 and runs once they agree', async () => {
    const counter = randomUUID();
    const asked: string[] = [];
    const client = await clientOf((message) => {
      asked.push(message);
      return { action: 'accept', content: { confirm: true } };
    });
    try {
      const result = await client.callTool({ name: 'erase_counter', arguments: { counter } });
      expect(asked).toEqual([`Erase the counter "${counter}" permanently.`]);
      expect(result.structuredContent).toEqual({ count: 1 });
    } finally {
      await client.close();
    }
  });

  it('does not run if the person declines', async () => {
    const counter = randomUUID();
    const client = await clientOf(() => ({ action: 'decline' }));
    try {
      const result = await client.callTool({ name: 'erase_counter', arguments: { counter } });
      expect(result).toMatchObject({ isError: true, _meta: { 'manifold/error': { code: 'E3007' } } });
      expect(await callTool('count_calls', { counter })).toMatchObject({ structuredContent: { count: 1 } });
    } finally {
      await client.close();
    }
  });

  it('gives an older client a confirmation token that is valid once and for these arguments alone', async () => {
    const counter = randomUUID();
    const refusal = refusalOf(await erase(counter));
    expect(refusal).toMatchObject({
      code: 'E3007',
      details: { effect: `Erase the counter "${counter}" permanently.` },
    });
    const confirmation_token = refusal.details.confirmationToken;
    expect(refusalOf(await erase(randomUUID(), { confirmation_token }))).toMatchObject({ code: 'E3007' });
    const key = await newKey({ id: 'test:stranger', roles: ['developer'] });
    expect(refusalOf(await erase(counter, { confirmation_token }, { key }))).toMatchObject({ code: 'E3007' });
    expect(await erase(counter, { confirmation_token })).toMatchObject({ structuredContent: { count: 1 } });
    expect(refusalOf(await erase(counter, { confirmation_token }))).toMatchObject({ code: 'E3007' });
  });

  it('is made by confirm_call with the token alone, once', async () => {
    const counter = randomUUID();
    const token = refusalOf(await erase(counter)).details.confirmationToken;
    const key = await newKey({ id: 'test:stranger', roles: ['developer'] });
    expect(refusalOf(await callTool('confirm_call', { token }, { key }))).toMatchObject({ code: 'E3007' });
    expect(await callTool('confirm_call', { token })).toMatchObject({ structuredContent: { count: 1 } });
    expect(refusalOf(await callTool('confirm_call', { token }))).toMatchObject({ code: 'E3007' });
  });

  it('needs no argument that the list does not show', async () => {
    const tools = await listTools();
    const listed = (name: string) =>
      Object.keys(tools.find((tool) => tool.name === name)?.inputSchema.properties ?? {});
    expect(listed('erase_counter')).toEqual(['counter']);
    expect(listed('confirm_call')).toEqual(['token']);
  });

  it('is refused to a caller that runs unattended', async () => {
    const key = await newKey({ id: 'test:robot', roles: ['developer'], unattended: true });
    const refusal = refusalOf(await erase(randomUUID(), {}, { key }));
    expect(refusal).toMatchObject({ code: 'E3007' });
    expect(refusal.details).not.toHaveProperty('confirmationToken');
  });
});

describe('a sensitive tool', () => {
  it('has a call with an API key, which has no second factor, approved by somebody else', async () => {
    expect(refusalOf(await callTool('guarded_read', {}))).toMatchObject({
      code: 'E3010',
      details: { approvalId: expect.any(String), reasons: [expect.stringContaining('second factor')] },
    });
  });
});
