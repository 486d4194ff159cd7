import { randomUUID } from 'node:crypto';
import { paginateScan } from '@aws-sdk/lib-dynamodb';
import { afterAll, describe, expect, it } from '@jest/globals';
import { AuditEvent } from '../../schemas/audit-event.ts';
import { endpoints } from '../cloud/endpoints.ts';
import { operatorTables } from '../cloud/registry.ts';
import { answerOf, callTool, modern } from './support/endpoint.ts';

const client = operatorTables(endpoints());
afterAll(() => client.destroy());

async function auditItems(): Promise<Record<string, unknown>[]> {
  const items = [];
  for await (const page of paginateScan({ client }, { TableName: endpoints().tables.audit })) {
    items.push(...(page.Items ?? []));
  }
  return items;
}

/** Events of one request, the intent first. */
async function eventsOf(correlationId: string): Promise<AuditEvent[]> {
  const items = (await auditItems()).filter((item) => item.correlationId === correlationId);
  return items.map((item) => AuditEvent.parse(item)).sort((a, b) => (a.phase < b.phase ? -1 : 1));
}

describe('the audit trail', () => {
  it('has intent and outcome of a call that went well', async () => {
    const result = await callTool('save_note', {
      person: 'Test Person',
      topic: 'onboarding',
      consent: 'Y',
      reason: 'integration test',
    });
    const events = await eventsOf(result._meta['manifold/correlationId']);
    expect(events).toMatchObject([
      { phase: 'intent', operation: 'tools/call', target: 'save_note', tenant: 'dev', principal: 'local:developer' },
      { phase: 'outcome', outcome: 'ok', resultHash: expect.stringMatching(/^[0-9a-f]{64}$/) },
    ]);
    expect(events[0]).toMatchObject({
      version: '1.0.0',
      argumentsHash: expect.stringMatching(/^[0-9a-f]{64}$/),
      argumentsProjection: { topic: 'onboarding' },
      consent: 'Y',
      reasonHash: expect.stringMatching(/^[0-9a-f]{64}$/),
      address: expect.stringMatching(/0(\/24)?$/),
    });
  });

  it('has the outcome of a call that was refused', async () => {
    const result = await callTool('save_note', { person: 'Test Person', topic: 'gossip' });
    const { correlationId } = result._meta['manifold/error'];
    expect(await eventsOf(correlationId)).toMatchObject([{ phase: 'outcome', outcome: 'refused', errorCode: 'E2004' }]);
  });

  it('has the outcome of a call of a tool that does not exist', async () => {
    const { error } = await answerOf(modern('tools/call', { name: 'no_such_tool', arguments: {} }));
    expect(await eventsOf(error.data.correlationId)).toMatchObject([
      { phase: 'outcome', target: 'no_such_tool', outcome: 'refused', errorCode: 'E3001' },
    ]);
  });

  it('has intent and outcome of a call that failed', async () => {
    const result = await callTool('test_error_handling');
    const { correlationId } = result._meta['manifold/error'];
    expect(await eventsOf(correlationId)).toMatchObject([
      { phase: 'intent', target: 'test_error_handling' },
      { phase: 'outcome', outcome: 'error', errorCode: 'E3003' },
    ]);
  });

  it('has what was refused of resources and prompts, too', async () => {
    const since = await auditItems();
    await answerOf(modern('resources/read', { uri: 'kyc://no/such/thing' }));
    await answerOf(modern('prompts/get', { name: 'no_such_prompt', arguments: {} }));
    const known = new Set(since.map(({ sk }) => sk));
    const refused = (await auditItems()).filter(({ sk, outcome }) => !known.has(sk) && outcome === 'refused');
    expect(refused).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ operation: 'resources/read', target: '(no name)', errorCode: 'E2001' }),
        expect.objectContaining({ operation: 'prompts/get', target: 'no_such_prompt', errorCode: 'E2001' }),
      ]),
    );
  });

  it('names the template of a resource, not what fills it', async () => {
    const since = new Set((await auditItems()).map(({ sk }) => sk));
    await answerOf(modern('resources/read', { uri: 'kyc://digilocker/invented-session/pan/0' }));
    const read = (await auditItems()).filter(({ sk, operation }) => !since.has(sk) && operation === 'resources/read');
    expect(new Set(read.map(({ target }) => target))).toEqual(
      new Set(['kyc://digilocker/{session_id}/{doc_type}/{index}']),
    );
  });

  it('holds nothing of what arguments say, however the call ends', async () => {
    const canary = `canary-${randomUUID()}`;
    await callTool('save_note', { person: canary, topic: 'support' });
    await callTool('save_note', { person: canary, topic: canary });
    await callTool('count_calls', { [canary]: canary });
    await answerOf(modern('tools/call', { name: 'no_such_tool', arguments: { person: canary } }));
    await answerOf(modern('tools/call', { name: `call ${canary}`, arguments: {} }));
    await answerOf(modern('prompts/get', { name: `ask ${canary}`, arguments: {} }));
    await answerOf(modern('resources/read', { uri: `kyc://digilocker/${canary}/pan/0` }));
    await answerOf(modern('resources/read', { uri: `unknown://${canary}` }));
    expect(JSON.stringify(await auditItems())).not.toContain(canary);
  });
});
