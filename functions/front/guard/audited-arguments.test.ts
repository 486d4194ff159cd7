import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { AuditField, AuditFields } from '../../../schemas/audit-field.ts';
import { auditedArguments } from './simple-guards.ts';

const keeping = { key: 'k'.repeat(64), scopes: new Set(['kyc:read']) };
const kept = (field: AuditField, value: unknown) => auditedArguments({ given: field }, { given: value }, keeping).given;
const HASH = { hash: expect.stringMatching(/^[0-9a-f]{64}$/) };

describe('what audit keeps of an argument', () => {
  it.each<[string, AuditField, unknown]>([
    ['text of its pattern', { pattern: '[A-Z]{4}0[A-Z0-9]{6}' }, 'SBIN0021745'],
    ['text of its closed set', { values: ['ethereum'] }, 'ethereum'],
    ['a number of its range', { range: [0, 10] }, 10],
    ['a scope that the stage has', 'scope', 'kyc:read'],
    ['what the schema closes', 'closed', false],
    ['null', 'hashed', null],
  ])('is %s', (_what, field, value) => {
    expect(kept(field, value)).toEqual(value);
  });

  it.each<[string, AuditField, unknown]>([
    ['text that goes beyond its pattern', { pattern: 'a|b' }, 'ab, Ada Lovelace'],
    ['text of two lines', { pattern: '[a-z]+' }, 'abc\nAda'],
    ['text where a number was declared', { range: [0, 10] }, '5'],
    ['a number out of its range', { range: [0, 10] }, 11],
    ['text beside the closed set', { values: ['ethereum'] }, 'Ada'],
    ['a scope that somebody made up', 'scope', 'ada:lovelace'],
    ['any text that is declared so', 'hashed', 'Ada'],
    ['text that no id of a person is', 'person', 'Ada Lovelace, London'],
    ['text that is too long', { pattern: 'a*' }, 'a'.repeat(300)],
    ['a list that is too long', 'closed', Array(200).fill(true)],
    ['an object', 'closed', { person: 'Ada' }],
  ])('is a hash of %s', (_what, field, value) => {
    expect(kept(field, value)).toEqual(HASH);
  });

  it('is declared as a person, where it is one', () => {
    expect(kept('person', 'issuer:ada')).toEqual({ person: 'issuer:ada' });
  });

  it('is each item of a list for itself', () => {
    expect(kept('scope', ['kyc:read', 'ada'])).toEqual(['kyc:read', HASH]);
    expect(kept('closed', [[true]])).toEqual([HASH]);
  });

  it('lies where the argument lay, and is absent where that is', () => {
    const fields = {
      'card.country': { pattern: '[A-Z]{2}' },
      'card.owner': 'hashed',
      'card.none': 'closed',
      no: 'closed',
    } as const;
    const args = { card: { country: 'DE', owner: 'Ada', number: '4242' } };
    expect(auditedArguments(fields, args, keeping)).toEqual({ card: { country: 'DE', owner: HASH } });
  });

  it('is never a property that objects have for themselves', () => {
    const fields: AuditFields = Object.fromEntries(['constructor', 'a.constructor'].map((path) => [path, 'closed']));
    expect(auditedArguments(fields, { a: {} }, keeping)).toEqual({});
  });

  it('is the same hash for the same value', () => {
    expect(kept('hashed', 'Ada')).toEqual(kept('hashed', 'Ada'));
    expect(kept('hashed', 'Ada')).not.toEqual(kept('hashed', 'Bob'));
  });

  it('holds no text that its form does not allow, whatever is sent', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const texts = JSON.stringify(kept({ pattern: '[0-9]{3}' }, value)).match(/"[^"]*"/g) ?? [];
        expect(texts.filter((text) => !/^"([0-9]{3}|[0-9a-f]{64}|hash)"$/.test(text))).toEqual([]);
      }),
    );
  });
});
