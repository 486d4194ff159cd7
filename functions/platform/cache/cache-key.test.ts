import { describe, expect, it } from '@jest/globals';
import { type SlotOf, slotOf } from './cache-key.ts';

const SCHEMA = { type: 'object', properties: { person: { type: 'string' }, limit: { type: 'integer', default: 10 } } };
const call: SlotOf = {
  definition: { name: 'look_up', version: '1.0.0', inputSchema: SCHEMA },
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
    ['tool', { definition: { ...call.definition, name: 'search' } }],
    ['version', { definition: { ...call.definition, version: '1.0.1' } }],
    ['key field', { arguments: { ...call.arguments, topic: 'x' } }],
    ['consent', { arguments: { ...call.arguments, consent: 'N' } }],
    ['lack of a reason', { arguments: { ...call.arguments, reason: ' \u200b' } }],
    ['secret', { key: 'j'.repeat(64) }],
  ])('is another for another %s', (_, changes) => {
    expect(hash(changes)).not.toBe(hash());
  });

  it('is the same for all principals of a tenant if the rule shares answers, but not for two tenants', () => {
    const other = { tenant: 'acme', id: 'user:2' };
    expect(hash({ rule: shared, principal: other })).toBe(hash({ rule: shared }));
    expect(hash({ rule: shared, principal: { tenant: 'globex', id: 'user:1' } })).not.toBe(hash({ rule: shared }));
  });

  it.each<[string, SlotOf['rule']['normalise'], string[], string]>([
    [
      'identifiers',
      { person: { form: 'identifier' } },
      ['XXXPX1234A', 'xxxp x1234-a', '\u200bXXXPX 1234A'],
      'XXXPX1234B',
    ],
    ['names', { person: { form: 'name' } }, ['John Ronald Doe', ' JOHN  ronald\u200b doe'], 'John Doe'],
    ['sentences', { person: { form: 'text' } }, ['An invented one', ' An  invented one'], 'an invented one'],
    ['dates', { person: { form: 'date' } }, ['11/12/2001', '2001-12-11', '11-12-2001 '], '2001-11-12'],
    ['days that do not exist', { person: { form: 'date' } }, ['31/02/2001'], '2001-02-31'],
    [
      'numbers with zeros',
      { person: { form: 'identifier', strip: '^DIN', zeros: { least: 6, to: 8 } } },
      ['DIN 0123456', '00123456', '123456'],
      '12345',
    ],
  ])('is one for %s that differ in form only', (_what, normalise, same, other) => {
    const of = (person: string) =>
      hash({ rule: { ...call.rule, normalise }, arguments: { ...call.arguments, person } });
    expect(new Set(same.map(of)).size).toBe(1);
    expect(of(other)).not.toBe(of(same[0] ?? ''));
  });

  it('is the same for a default that is given and for one that is left out', () => {
    const rule = { ...call.rule, keyFields: ['person', 'limit'] };
    const of = (limit?: number) => hash({ rule, arguments: { ...call.arguments, ...(limit ? { limit } : {}) } });
    expect(of(10)).toBe(of());
    expect(of(11)).not.toBe(of());
  });

  it('reads the consent without regard to case and blanks, as families do', () => {
    expect(hash({ arguments: { ...call.arguments, consent: ' y' } })).toBe(hash());
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
