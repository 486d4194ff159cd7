import { describe, expect, it } from '@jest/globals';
import * as z from 'zod';
import { textKind } from '../../../../schemas/text-kind.ts';
import { normaliseInput } from './normalise-input.ts';

const inputSchema = z.toJSONSchema(
  z.strictObject({
    limit: z.int().min(1).max(100).optional(),
    latitude: z.number().optional(),
    dry: z.boolean().optional(),
    session_id: z.string().optional(),
    account: z.string().max(40).meta(textKind('digits')).optional(),
    name: z.string().meta(textKind('name')).optional(),
    note: z.string().optional(),
    token: z.string().meta(textKind('secret')).optional(),
    url: z
      .string()
      .regex(/^https:\S+$/)
      .optional(),
    day: z.iso.date().optional(),
    unit: z.enum(['day', 'week']).optional(),
    reference: z.union([z.string(), z.int()]).optional(),
    profile: z.strictObject({ nick: z.string().nullable(), city: z.string().optional() }).optional(),
    tags: z.array(z.string().regex(/^[a-z]+$/)).optional(),
    amount: z.number().optional(),
    amount_minor: z.int().optional(),
    open: z.record(z.string(), z.unknown()).optional(),
  }),
  { io: 'input' },
);
const normalised = (args: Record<string, unknown>) =>
  normaliseInput({ inputSchema, amountFields: { amount: { currency: 'USD' } } }, args);

describe('null', () => {
  it('counts as absent, at every depth, and only if the schema does not take it', () => {
    const { arguments: args, changes } = normalised({
      limit: null,
      profile: { nick: null, city: null },
      open: { any: null },
      unknown: null,
    });
    expect(args).toEqual({ profile: { nick: null }, open: { any: null }, unknown: null });
    expect(changes).toEqual([
      { field: 'limit', change: 'null-left-out' },
      { field: 'profile.city', change: 'null-left-out' },
    ]);
  });

  it('stays in a list, of which it would move the other items', () => {
    expect(normalised({ tags: ['a', null] }).arguments).toEqual({ tags: ['a', null] });
  });
});

describe('a number as text', () => {
  it.each([
    ['limit', '5', 5],
    ['limit', '５', 5],
    ['limit', '-5', -5],
    ['latitude', '52.520', 52.52],
    ['latitude', '−13.4', -13.4],
    ['dry', 'true', true],
    ['dry', 'false', false],
  ])('%s %j is %j', (field, given, expected) => {
    const { arguments: args, changes, ambiguous } = normalised({ [field]: given });
    expect(args).toEqual({ [field]: expected });
    expect(changes.at(-1)).toEqual({ field, change: field === 'dry' ? 'text-to-boolean' : 'text-to-number' });
    expect(ambiguous).toEqual([]);
  });

  it.each([
    ['limit', '05'],
    ['limit', '5.0'],
    ['limit', '1.000'],
    ['limit', '1,000'],
    ['limit', '1e3'],
    ['limit', '+5'],
    ['limit', ' 5'],
    ['limit', ''],
    ['limit', '-0'],
    ['limit', '9007199254740993'],
    ['limit', '٥'],
    ['limit', '\u202e12'],
    ['latitude', '52,5'],
    ['latitude', '0.12345678901234567890'],
    ['dry', 'yes'],
    ['dry', 'True'],
    ['dry', '1'],
  ])('stays for %s as %j, which the schema then refuses', (field, given) => {
    expect(normalised({ [field]: given })).toEqual({ arguments: { [field]: given }, changes: [], ambiguous: [] });
  });
});

describe('a text as number', () => {
  it('is taken if the number is whole', () => {
    const { arguments: args, changes } = normalised({ session_id: 5, note: 12, unit: 7, tags: [1] });
    expect(args).toEqual({ session_id: '5', note: '12', unit: '7', tags: ['1'] });
    expect(changes.map(({ field, change }) => `${field} ${change}`)).toEqual(
      ['session_id', 'note', 'unit', 'tags.0'].map((field) => `${field} number-to-text`),
    );
  });

  it.each([
    ['account', 12345678],
    ['session_id', 1.5],
    ['note', 1e300],
  ])('is ambiguous for %s %j, since zeros may be lost', (field, given) => {
    const { arguments: args, ambiguous } = normalised({ [field]: given });
    expect(args).toEqual({ [field]: given });
    expect(ambiguous).toMatchObject([{ code: 'E2004', details: { field, providedValue: 'a number' } }]);
  });

  it('stays a number for a secret, and for a field that takes both', () => {
    const args = { token: 123456, reference: 5 };
    expect(normalised(args)).toEqual({ arguments: args, changes: [], ambiguous: [] });
  });
});

describe('characters', () => {
  it('become plain in identifiers, and leave nothing invisible in names', () => {
    const given = {
      session_id: 'ａｂ\u200bc',
      name: 'Ｊ\u200bo',
      day: '２０２６-０１-０２',
      unit: 'day\ufeff',
      tags: ['ａ'],
    };
    const { arguments: args, changes } = normalised(given);
    expect(args).toEqual({ session_id: 'abc', name: 'Ｊo', day: '2026-01-02', unit: 'day', tags: ['a'] });
    expect(changes.map(({ field, change }) => `${field} ${change}`)).toEqual([
      'session_id full-width',
      'session_id invisible',
      'name invisible',
      'day full-width',
      'unit invisible',
      'tags.0 full-width',
    ]);
  });

  it('stay in notes, secrets, and texts that their pattern takes as they are', () => {
    const args = {
      note: 'ａ\u200b',
      token: 'ａ\u200b',
      url: 'https://example.com/ａ',
      reference: 'ａ',
      open: { id: 'ａ' },
    };
    expect(normalised(args)).toEqual({ arguments: args, changes: [], ambiguous: [] });
  });

  it.each([
    ['session_id', 'ab\u202ecd'],
    ['day', '2026\u200f-01-02'],
    ['name', 'Jo\u202ehn'],
  ])('that turn the order of letters make %s %j ambiguous', (field, given) => {
    const { arguments: args, ambiguous } = normalised({ [field]: given });
    expect(args).toEqual({ [field]: given });
    expect(ambiguous).toMatchObject([{ code: 'E2004', details: { field } }]);
  });
});

describe('an amount of money', () => {
  it.each([{ amount: '25.00' }, { amount: '２５' }, { amount_minor: '2500' }])('is never converted: %j', (args) => {
    expect(normalised(args)).toEqual({ arguments: args, changes: [], ambiguous: [] });
  });
});

it('follows references and keeps names such as __proto__', () => {
  const schema = { properties: { at: { $ref: '#/$defs/n' } }, $defs: { n: { type: 'integer' } } };
  const args = JSON.parse('{"at":"5","__proto__":{"x":1}}') as Record<string, unknown>;
  expect(JSON.stringify(normaliseInput({ inputSchema: schema }, args).arguments)).toBe('{"at":5,"__proto__":{"x":1}}');
});
