import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { AuditField, AuditFields } from '../../../schemas/audit-field.ts';
import { onlyKey } from '../../core/secrets/key-ring.ts';
import { auditedArguments } from './simple-guards.ts';

const keeping = { keys: onlyKey('k'.repeat(64)), scopes: new Set(['kyc:read']) };
const kept = (field: AuditField, value: unknown) => auditedArguments({ given: field }, { given: value }, keeping).given;
const HASH = { hash: expect.stringMatching(/^[0-9a-f]{64}$/) };

describe('an argument in audit', () => {
  it.each<[string, AuditField, unknown]>([
    ['text that matches its pattern', { pattern: '[A-Z]{4}0[A-Z0-9]{6}' }, 'SBIN0021745'],
    ['text of its closed set', { values: ['ethereum'] }, 'ethereum'],
    ['a number in its range', { range: [0, 10] }, 10],
    ['a scope that the stage has', 'scope', 'kyc:read'],
    ['a value that the schema limits', 'closed', false],
    ['null', 'hashed', null],
  ])('is kept in clear if it is %s', (_what, field, value) => {
    expect(kept(field, value)).toEqual(value);
  });

  it.each<[string, AuditField, unknown]>([
    ['text that matches its pattern only in part', { pattern: 'a|b' }, 'ab, Ada Lovelace'],
    ['text of two lines', { pattern: '[a-z]+' }, 'abc\nAda'],
    ['text in place of a number', { range: [0, 10] }, '5'],
    ['a number outside its range', { range: [0, 10] }, 11],
    ['text outside its closed set', { values: ['ethereum'] }, 'Ada'],
    ['a scope that the stage does not have', 'scope', 'ada:lovelace'],
    ['text of a field that is declared as hashed', 'hashed', 'Ada'],
    ['text that is not the id of a person', 'person', 'Ada Lovelace, London'],
    ['text that is too long', { pattern: 'a*' }, 'a'.repeat(300)],
    ['a list that is too long', 'closed', Array(200).fill(true)],
    ['an object', 'closed', { person: 'Ada' }],
  ])('is kept as a hash if it is %s', (_what, field, value) => {
    expect(kept(field, value)).toEqual(HASH);
  });

  it('is marked as a person if it is the id of one', () => {
    expect(kept('person', 'issuer:ada')).toEqual({ person: 'issuer:ada' });
  });

  it('is judged item by item if it is a list', () => {
    expect(kept('scope', ['kyc:read', 'ada'])).toEqual(['kyc:read', HASH]);
    expect(kept('closed', [[true]])).toEqual([HASH]);
  });

  it('keeps its path, and is absent if the argument is', () => {
    const fields = {
      'card.country': { pattern: '[A-Z]{2}' },
      'card.owner': 'hashed',
      'card.none': 'closed',
      no: 'closed',
    } as const;
    const args = { card: { country: 'DE', owner: 'Ada', number: '4242' } };
    expect(auditedArguments(fields, args, keeping)).toEqual({ card: { country: 'DE', owner: HASH } });
  });

  it('is never an inherited property of an object', () => {
    const fields: AuditFields = Object.fromEntries(['constructor', 'a.constructor'].map((path) => [path, 'closed']));
    expect(auditedArguments(fields, { a: {} }, keeping)).toEqual({});
  });

  it('has the same hash for the same value', () => {
    expect(kept('hashed', 'Ada')).toEqual(kept('hashed', 'Ada'));
    expect(kept('hashed', 'Ada')).not.toEqual(kept('hashed', 'Bob'));
  });

  it('is never kept in clear if its form does not allow the text', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const texts = JSON.stringify(kept({ pattern: '[0-9]{3}' }, value)).match(/"[^"]*"/g) ?? [];
        expect(texts.filter((text) => !/^"([0-9]{3}|[0-9a-f]{64}|hash)"$/.test(text))).toEqual([]);
      }),
    );
  });
});
