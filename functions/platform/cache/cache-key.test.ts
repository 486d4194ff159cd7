import { describe, expect, it } from '@jest/globals';
import { type SlotOf, slotOf } from './cache-key.ts';

const call: SlotOf = {
  definition: { name: 'look_up', version: '1.0.0' },
  rule: { ttlSeconds: 60, keyFields: ['person', 'topic'], invalidateOn: ['record_update'] },
  principal: { tenant: 'acme', id: 'user:1' },
  arguments: { person: 'Invented Person', consent: 'Y', reason: 'A test of keys' },
  key: 'k'.repeat(64),
};
const hash = (changes: Partial<SlotOf> = {}) => slotOf({ ...call, ...changes }).hash;
const shared = { ...call.rule, shared: true };

describe('the key of an answer', () => {
  it('is the same for calls that differ only in other fields than the key fields', () => {
    const args = { reason: 'Another reason', consent: 'Y', person: 'Invented Person', verbose: true };
    expect(hash({ arguments: args })).toBe(hash());
  });

  it.each<[string, Partial<SlotOf>]>([
    ['tenant', { principal: { tenant: 'globex', id: 'user:1' } }],
    ['principal', { principal: { tenant: 'acme', id: 'user:2' } }],
    ['tool', { definition: { name: 'search', version: '1.0.0' } }],
    ['version', { definition: { name: 'look_up', version: '1.0.1' } }],
    ['key field', { arguments: { ...call.arguments, topic: 'x' } }],
    ['consent', { arguments: { ...call.arguments, consent: 'N' } }],
    ['lack of a reason', { arguments: { ...call.arguments, reason: '  ' } }],
    ['secret', { key: 'j'.repeat(64) }],
  ])('is another for another %s', (_, changes) => {
    expect(hash(changes)).not.toBe(hash());
  });

  it('is the same for all principals of a tenant if the rule shares answers, but not for two tenants', () => {
    const other = { tenant: 'acme', id: 'user:2' };
    expect(hash({ rule: shared, principal: other })).toBe(hash({ rule: shared }));
    expect(hash({ rule: shared, principal: { tenant: 'globex', id: 'user:1' } })).not.toBe(hash({ rule: shared }));
  });

  it('holds nothing of the arguments', () => {
    expect(JSON.stringify(slotOf(call))).not.toContain('Invented');
    expect(hash()).toMatch(/^[0-9a-f]{64}$/);
  });
});

it('answers are invalidated by tool, event and, unless they are shared, principal', () => {
  const kinds = (rule: SlotOf['rule']) => slotOf({ ...call, rule }).scopes.map(({ kind }) => kind);
  expect(kinds(call.rule)).toEqual(['tool', 'principal', 'event']);
  expect(kinds(shared)).toEqual(['tool', 'event']);
});
