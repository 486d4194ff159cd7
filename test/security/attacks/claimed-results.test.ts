import { randomUUID } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { newGate, newKey } from '../../integration/support/control.ts';
import { callTool } from '../../integration/support/endpoint.ts';
import { settled, startTask } from '../../integration/support/tasks.ts';
import { readableTables } from './support/readable-tables.ts';

const REPLAYED = { 'manifold/replayed': true };

describe('an attacker who reads every table', () => {
  it('finds no text of the person and the photo in the stored result of a write', async () => {
    const key = await newKey({ id: `test:officer-${randomUUID()}`, scopes: ['kyc:read'] });
    const number = { aadhaar_number: '123456789012', consent: 'Y', reason: 'Onboarding of a new customer' };
    const { structuredContent: sent } = await callTool('aadhaar_okyc_generate_otp', number, { key });
    const call = { reference_id: sent.reference_id, otp: '121212' };
    const first = await callTool('aadhaar_okyc_verify_otp', call, { key });
    const { name, full_address, email_hash, mobile_hash } = first.structuredContent;
    const image = first.content.find(({ type }: { type: string }) => type === 'image');
    const personal = [name, full_address, email_hash, mobile_hash, String(Object(image).data).slice(0, 60)];
    for (const text of personal) expect(String(text).length).toBeGreaterThan(6);

    expect(await callTool('aadhaar_okyc_verify_otp', call, { key })).toMatchObject({
      structuredContent: first.structuredContent,
      _meta: REPLAYED,
    });
    // Examples of tools in the registry name the stand-in's documented person.
    const tables = await readableTables(['state', 'audit', 'usage', 'identity']);
    expect(personal.filter((text) => tables.includes(String(text)))).toEqual([]);
  });

  it('finds no canary of the stored result of a write with an idempotency key', async () => {
    const [gate, canary] = [newGate(), `canary-${randomUUID()}`];
    const meta = { 'manifold/idempotencyKey': randomUUID() };
    const call = { gate: gate.name, note: canary };
    await gate.open();
    const first = await callTool('work_at_gate', call, { meta });
    expect(first.structuredContent).toEqual({ count: 1, note: canary });
    expect(await callTool('work_at_gate', call, { meta })).toMatchObject({
      structuredContent: { count: 1, note: canary },
      _meta: REPLAYED,
    });
    expect((await readableTables()).includes(canary)).toBe(false);
  });

  it('finds no canary of the stored result of a write that became a task', async () => {
    const [gate, canary] = [newGate(), `canary-${randomUUID()}`];
    const call = { gate: gate.name, note: canary };
    const meta = { 'manifold/idempotencyKey': randomUUID() };
    const { taskId } = await startTask('work_at_gate', call, { meta });
    await gate.arrived();
    await gate.open();
    expect(await settled(taskId)).toMatchObject({ result: { structuredContent: { count: 1, note: canary } } });
    // A client without tasks gets the result that the task runner stored in the idempotency record.
    expect(await callTool('work_at_gate', call, { meta })).toMatchObject({
      structuredContent: { count: 1, note: canary },
      _meta: REPLAYED,
    });
    expect((await readableTables()).includes(canary)).toBe(false);
  });
});
