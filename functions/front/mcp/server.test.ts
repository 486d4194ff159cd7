import { describe, expect, it } from '@jest/globals';
import { InMemoryTransport, type JSONRPCMessage, type ServerContext } from '@modelcontextprotocol/server';
import { testRequest, testServices } from '../../../test/support/guarded-call.ts';
import { onlyKey } from '../../core/secrets/key-ring.ts';
import { interactionOf } from './call-context.ts';
import { serverFor } from './server.ts';

describe('a server for clients of 2025', () => {
  const services = testServices({
    version: '1.0.0',
    key: async () => onlyKey('k'.repeat(43)),
    audit: { record: async () => undefined },
    showTraces: false,
  });

  /** The answer to one message. */
  async function answerTo(method: 'resources/read' | 'initialize', params: Record<string, unknown>) {
    const server = serverFor('legacy', testRequest(), services, method);
    const [client, own] = InMemoryTransport.createLinkedPair();
    const answered = new Promise<JSONRPCMessage>((resolve) => {
      client.onmessage = resolve;
    });
    await server.connect(own);
    await client.start();
    await client.send({ jsonrpc: '2.0', id: 1, method, params });
    return answered;
  }

  it('answers -32002 for an unknown resource, as their revisions have it', async () => {
    const uri = 'nothing://here';
    expect(await answerTo('resources/read', { uri })).toMatchObject({ id: 1, error: { code: -32002, data: { uri } } });
  });

  it('offers no subscriptions to resources', async () => {
    const clientInfo = { name: 'test', version: '1.0.0' };
    const params = { protocolVersion: '2025-11-25', capabilities: {}, clientInfo };
    expect(await answerTo('initialize', params)).toMatchObject({
      result: { capabilities: { resources: { subscribe: false } } },
    });
  });
});

describe('a confirmation by form', () => {
  it.each([
    [undefined, false],
    [{}, true],
    [{ form: {} }, true],
    [{ form: {}, url: {} }, true],
    [{ url: {} }, false],
  ])('is asked of a client with the elicitation capability %j: %s', (elicitation, expected) => {
    const envelope = { 'io.modelcontextprotocol/clientCapabilities': { elicitation } };
    const mcpReq = { envelope, requestState: () => undefined };
    expect(interactionOf({ mcpReq } as unknown as ServerContext, {}).canElicit).toBe(expected);
  });
});
