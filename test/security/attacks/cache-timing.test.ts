/**
 * The time of an answer could reveal that another caller's response was served or waited for. The test measures no times:
 * it checks whether the family was asked, which is the part that takes time.
 */
import { randomUUID } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { control, newGate, newKey } from '../../integration/support/control.ts';
import { callTool } from '../../integration/support/endpoint.ts';

const find = (args: { record: string; gate?: string }, key: string) => callTool('find_record', args, { key });
const timesAsked = async (record: string) => ((await control(`/counts/${record}`)) as { count: number }).count;

const STRANGERS = [
  ['another person of the tenant', { id: 'timing:stranger' }],
  ['the same name in another tenant', { id: 'timing:victim', tenant: 'timing-other' }],
  ['a tenant whose name holds that of the victim', { id: 'timing:victim', tenant: 'dev#cache' }],
] as const;

describe.each(STRANGERS)('%s who asks the question that a victim has asked', (_, stranger) => {
  it('makes the family fetch the answer, as for a new question', async () => {
    const record = randomUUID();
    const [victim, attacker] = [await newKey({ id: 'timing:victim' }), await newKey(stranger)];
    await find({ record }, victim);
    expect(await find({ record }, victim)).toMatchObject({ _meta: { 'manifold/cached': true } });
    const before = await timesAsked(record);
    expect(await find({ record }, attacker)).toMatchObject({ _meta: { 'manifold/cached': false } });
    expect(await timesAsked(record)).toBe(before + 1);
  });

  it('does not wait for the answer that is being fetched for the victim', async () => {
    const [record, gate] = [randomUUID(), newGate()];
    const [victim, attacker] = [await newKey({ id: 'timing:victim' }), await newKey(stranger)];
    const asking = find({ record, gate: gate.name }, victim);
    await gate.arrived();
    expect(await find({ record }, attacker)).toMatchObject({ structuredContent: { count: 1 } });
    await gate.open();
    expect(await asking).toMatchObject({ structuredContent: { count: 2 } });
  });
});
