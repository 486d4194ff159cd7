import { randomUUID } from 'node:crypto';
import { paginateScan } from '@aws-sdk/lib-dynamodb';
import { afterAll, describe, expect, it } from '@jest/globals';
import { AuditEvent } from '../../schemas/audit-event.ts';
import { endpoints } from '../cloud/endpoints.ts';
import { operatorTables } from '../cloud/registry.ts';
import { newGate, newKey } from './support/control.ts';
import { answerOf, callTool, modern, post } from './support/endpoint.ts';

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
  it('records intent and outcome of a call that succeeds', async () => {
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

  it('records the outcome of a call that is refused', async () => {
    const result = await callTool('save_note', { person: 'Test Person', topic: 'gossip' });
    const { correlationId } = result._meta['manifold/error'];
    expect(await eventsOf(correlationId)).toMatchObject([{ phase: 'outcome', outcome: 'refused', errorCode: 'E2004' }]);
  });

  it('records the outcome of a call to a tool that does not exist', async () => {
    const { error } = await answerOf(modern('tools/call', { name: 'no_such_tool', arguments: {} }));
    expect(await eventsOf(error.data.correlationId)).toMatchObject([
      { phase: 'outcome', target: '(no name)', outcome: 'refused', errorCode: 'E3001' },
    ]);
  });

  it('records intent and outcome of a call that fails', async () => {
    const result = await callTool('test_error_handling');
    const { correlationId } = result._meta['manifold/error'];
    expect(await eventsOf(correlationId)).toMatchObject([
      { phase: 'intent', target: 'test_error_handling' },
      { phase: 'outcome', outcome: 'error', errorCode: 'E3003' },
    ]);
  });

  it('records intent and outcome of a call that exceeds its time', async () => {
    const result = await callTool('hold_briefly', { gate: randomUUID() });
    const { correlationId } = result._meta['manifold/error'];
    expect(await eventsOf(correlationId)).toMatchObject([
      { phase: 'intent', target: 'hold_briefly' },
      { phase: 'outcome', outcome: 'error', errorCode: 'E3004' },
    ]);
  });

  it('records the outcome of a call whose client has disconnected', async () => {
    const gate = newGate();
    const principal = `test:gone-${randomUUID()}`;
    const key = await newKey({ id: principal, tenant: 'gone', roles: ['developer'], scopes: ['*'] });
    const client = new AbortController();
    const call = { name: 'hold_until_opened', arguments: { gate: gate.name } };
    const sent = modern('tools/call', call, { key, signal: client.signal }).then((response) => response.text());
    const gone = expect(sent).rejects.toThrow();
    await gate.arrived();
    client.abort();
    await gone;
    await gate.open();
    // The caller is gone, so the test reads the trail until the outcome is there.
    let phases: unknown[] = [];
    while (phases.length < 2) {
      const events = (await auditItems()).filter((item) => item.principal === principal);
      phases = events.map(({ phase, outcome }) => `${phase} ${outcome ?? ''}`).sort();
    }
    expect(phases).toEqual(['intent ', 'outcome ok']);
  });

  it('records requests that are refused before their message is read', async () => {
    const id = `test:refused-${randomUUID()}`;
    const key = await newKey({ id, tenant: 'refused' });
    await post('{"jsonrpc":', { key });
    await post('{}', { key, headers: { origin: 'https://elsewhere.example' } });
    const events = (await auditItems()).filter((item) => item.principal === id);
    expect(
      events.map(({ operation, target, errorCode, count }) => [operation, target, errorCode, count]).sort(),
    ).toEqual([
      ['request/refused', 'body', 'E2001', 1],
      ['request/refused', 'host and origin', expect.any(String), 1],
    ]);
  });

  it('records many refused credentials as one event', async () => {
    const [first, second] = [`mf_${'A'.repeat(12)}_${'b'.repeat(43)}`, `mf_${'C'.repeat(12)}_${'d'.repeat(43)}`];
    for (const key of [first, second]) expect((await modern('tools/list', {}, { key })).status).toBe(401);
    const events = (await auditItems()).filter(({ operation }) => operation === 'auth/refused');
    expect(events).toContainEqual(
      expect.objectContaining({ tenant: 'platform', principal: 'anonymous', outcome: 'refused', errorCode: 'E1002' }),
    );
    expect(JSON.stringify(events)).not.toContain('A'.repeat(12));
  });

  it('records resources and prompts that are refused', async () => {
    const since = await auditItems();
    await answerOf(modern('resources/read', { uri: 'kyc://no/such/thing' }));
    await answerOf(modern('prompts/get', { name: 'no_such_prompt', arguments: {} }));
    const known = new Set(since.map(({ sk }) => sk));
    const refused = (await auditItems()).filter(({ sk, outcome }) => !known.has(sk) && outcome === 'refused');
    expect(refused).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ operation: 'resources/read', target: '(no name)', errorCode: 'E2001' }),
        expect.objectContaining({ operation: 'prompts/get', target: '(no name)', errorCode: 'E2001' }),
      ]),
    );
  });

  it('names the template of a resource without the values of its variables', async () => {
    const since = new Set((await auditItems()).map(({ sk }) => sk));
    await answerOf(modern('resources/read', { uri: 'kyc://digilocker/invented-session/pan/0' }));
    const read = (await auditItems()).filter(({ sk, operation }) => !since.has(sk) && operation === 'resources/read');
    expect(new Set(read.map(({ target }) => target))).toEqual(
      new Set(['kyc://digilocker/{session_id}/{doc_type}/{index}']),
    );
  });

  it('holds no value of an argument, however the call ends', async () => {
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
