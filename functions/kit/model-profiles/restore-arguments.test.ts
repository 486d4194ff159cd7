import { describe, expect, it } from '@jest/globals';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { adaptSchema, restoreArguments } from './index.ts';

const schema = {
  type: 'object',
  properties: {
    name: { type: 'string' },
    nick: { type: ['string', 'null'] },
    limit: { type: 'integer' },
    map: { type: 'object', additionalProperties: { type: 'integer' } },
    any: {},
    pets: { type: 'array', items: { $ref: '#/$defs/Pet' } },
    one: { oneOf: [{ $ref: '#/$defs/Pet' }, { type: 'string' }] },
  },
  required: ['name'],
  additionalProperties: false,
  $defs: { Pet: { type: 'object', properties: { a: { type: 'string' }, b: { type: 'integer' } }, required: ['a'] } },
};
const ajv = new Ajv2020({ strict: false });

describe('arguments that were made for an adapted schema', () => {
  it.each([
    [
      { name: 'x', nick: null, limit: null, map: null, any: null, pets: null, one: null },
      { name: 'x', nick: null },
    ],
    [
      {
        name: '1',
        nick: 'n',
        limit: 3,
        map: '{"a": 1}',
        any: '[1]',
        pets: [{ a: '2', b: null }],
        one: { a: 'x', b: null },
      },
      { name: '1', nick: 'n', limit: 3, map: { a: 1 }, any: [1], pets: [{ a: '2' }], one: { a: 'x' } },
    ],
    [
      { name: 'x', nick: null, limit: null, map: null, any: '"text"', pets: null, one: 'plain' },
      { name: 'x', nick: null, any: 'text', one: 'plain' },
    ],
  ])('are valid for it, and become valid for the original: %j', (given, expected) => {
    expect(ajv.validate(adaptSchema('openai-strict', schema), given)).toBe(true);
    const restored = restoreArguments('openai-strict', schema, given);
    expect(restored).toEqual(expected);
    expect(ajv.validate(schema, restored)).toBe(true);
  });

  it('stay as they are for every other provider', () => {
    const given = { name: 'x', any: '[1]' };
    expect(restoreArguments('gemini', schema, given)).toBe(given);
  });
});
