import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client';
// The official requester of the extension; it comes with the inspector.
import {
  createTaskSessionFromClient,
  type RawClientDispatch,
  resultFromTaskOutcome,
} from '@modelcontextprotocol/ext-tasks/client';
import { endpoints } from '../cloud/endpoints.ts';
import { newGate } from './support/control.ts';
import { post } from './support/endpoint.ts';
import { lastMessage } from './support/event-stream.ts';

const FRAMING = {
  protocolVersion: '2026-07-28',
  clientInfo: { name: 'test', version: '1.0.0' },
  clientCapabilities: { elicitation: { form: {} } },
};

/**
 * Sends requests that the SDK's client 2.4.0 would refuse, because it does not know tasks as answers; its documentation
 * asks hosts to do so.
 */
const rawDispatch: RawClientDispatch = async (request) => {
  const message = { jsonrpc: '2.0', id: 1, ...Object(request) };
  const { name, taskId } = message.params;
  const response = await post(JSON.stringify(message), {
    headers: {
      'mcp-protocol-version': FRAMING.protocolVersion,
      'mcp-method': message.method,
      'mcp-name': name ?? taskId,
    },
  });
  const isStream = response.headers.get('content-type')?.startsWith('text/event-stream');
  return (isStream ? await lastMessage(response) : JSON.parse(await response.text())) as Awaited<
    ReturnType<RawClientDispatch>
  >;
};

/** A response whose JSON has objects of this test's realm; the requester refuses those of another realm. */
const fetchHere: typeof fetch = async (input, init) => {
  const response = await fetch(input, init);
  return Object.assign(response, { json: async () => JSON.parse(await response.text()) });
};

const client = new Client(FRAMING.clientInfo, { versionNegotiation: { mode: 'auto' } });
beforeAll(async () => {
  const { mcpUrl, devKey } = endpoints();
  const headers = { authorization: `Bearer ${devKey}` };
  await client.connect(
    new StreamableHTTPClientTransport(new URL(mcpUrl), { fetch: fetchHere, requestInit: { headers } }),
  );
});
afterAll(() => client.close());

const session = (asked: string[] = []) =>
  createTaskSessionFromClient(client, {
    endpointId: 'test',
    rawDispatch,
    v2RequestFraming: FRAMING,
    onInputRequest: async (request) => {
      asked.push(String(Object(request.params).message));
      return { action: 'accept', content: { confirm: true } } as never;
    },
  });

it('the official requester takes a task, answers its question, and gets the result', async () => {
  const asked: string[] = [];
  const tasks = session(asked);
  try {
    const execution = await tasks.callTool('confirm_delete', { filename: 'notes.txt' });
    const { outcome } = await execution.settle();
    expect(resultFromTaskOutcome(outcome)).toMatchObject({ content: [{ type: 'text', text: 'Deleted notes.txt.' }] });
    expect(asked).toEqual(['Delete notes.txt?']);
  } finally {
    await tasks.close();
  }
});

it('the official requester takes a result that comes at once', async () => {
  const tasks = session();
  try {
    const { outcome } = await (await tasks.callTool('greet', { name: 'Alice' })).settle();
    expect(resultFromTaskOutcome(outcome)).toMatchObject({ content: [{ text: 'Hello, Alice!' }] });
  } finally {
    await tasks.close();
  }
});

it('the official client without the tasks extension waits for the result', async () => {
  const gate = newGate();
  const called = client.callTool({ name: 'work_at_gate', arguments: { gate: gate.name, note: 'a note' } });
  await gate.arrived();
  await gate.open();
  expect(await called).toMatchObject({ structuredContent: { count: 1, note: 'a note' } });
});
