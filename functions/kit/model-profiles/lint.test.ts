import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { adaptSchema, type JsonSchemaObject, lintTool, PROFILES, type Profile, RULES } from './index.ts';

const tool = (inputSchema: JsonSchemaObject, more: { name?: string; description?: string } = {}) => ({
  name: 'find_pets',
  description: 'Finds pets.',
  inputSchema,
  ...more,
});
const withArgument = (schema: JsonSchemaObject) =>
  tool({ type: 'object', properties: { a: schema }, required: ['a'], additionalProperties: false });
const messages = (profile: Profile, linted: Parameters<typeof lintTool>[1]) =>
  lintTool(profile, linted).map(({ message }) => message);

/** Tools that the API of a provider has been seen to refuse, as its users reported it. */
const REFUSED: readonly (readonly [Profile, string, Parameters<typeof lintTool>[1], RegExp])[] = [
  ['anthropic', 'a top-level anyOf', tool({ type: 'object', anyOf: [{ required: ['a'] }] }), /"anyOf" at its top/],
  [
    'anthropic',
    'an argument with brackets',
    tool({ type: 'object', properties: { 'filter[id]': { type: 'string' } } }),
    /"filter\[id\]"/,
  ],
  ['anthropic', 'a name with a slash', tool({ type: 'object' }, { name: 'repos/get' }), /name is not/],
  ['anthropic', 'a name of 65 characters', tool({ type: 'object' }, { name: 'a'.repeat(65) }), /name is not/],
  ['openai', 'a top-level oneOf', tool({ type: 'object', oneOf: [{}, {}] }), /"oneOf" at its top/],
  ['openai', 'an input schema without a type', tool({ properties: {} }), /not of the type "object"/],
  ['openai', 'a list without items', withArgument({ type: 'array' }), /what its items are/],
  [
    'openai',
    'a description of 1,025 characters',
    tool({ type: 'object' }, { description: 'a'.repeat(1_025) }),
    /1024 characters/,
  ],
  ['openai-strict', 'an allOf below', withArgument({ allOf: [{ type: 'string' }] }), /"allOf" is not supported/],
  [
    'openai-strict',
    'a free map',
    withArgument({ type: 'object', additionalProperties: { type: 'string' } }),
    /further properties/,
  ],
  [
    'openai-strict',
    'an optional property',
    tool({ type: 'object', properties: { a: { type: 'string' } }, additionalProperties: false }),
    /not required/,
  ],
  ['openai-strict', 'the format uri', withArgument({ type: 'string', format: 'uri' }), /"uri" is not supported/],
  [
    'openai-strict',
    '1,001 values of an enum',
    withArgument({ type: 'string', enum: Array.from({ length: 1_001 }, (_, n) => `v${n}`) }),
    /1,000 values/,
  ],
  [
    'gemini',
    'propertyNames',
    withArgument({ type: 'object', propertyNames: { type: 'string' }, additionalProperties: {} }),
    /"propertyNames" is not supported/,
  ],
  ['gemini', 'const', withArgument({ const: 'a' }), /"const" is not supported/],
  ['gemini', 'a list without items', withArgument({ type: 'array' }), /what its items are/],
  ['gemini', 'a name that begins with a digit', tool({ type: 'object' }, { name: '2fa_enable' }), /name is not/],
  ['gemini', 'an enum of booleans', withArgument({ enum: [true] }), /texts and numbers/],
  ['gemini', 'a reference with a description', withArgument({ $ref: '#/$defs/A', description: 'x' }), /beside it/],
  ['bedrock', 'an empty description', tool({ type: 'object' }, { description: '' }), /description is empty/],
  ['bedrock', 'a name with a dot', tool({ type: 'object' }, { name: 'pets.find' }), /name is not/],
];

describe('the lint of tools by provider', () => {
  it.each(REFUSED)('finds for %s %s', (profile, _, linted, expected) => {
    expect(messages(profile, linted)).toEqual(expect.arrayContaining([expect.stringMatching(expected)]));
  });

  it.each(PROFILES)('lets a plain tool pass for %s', (profile) => {
    expect(lintTool(profile, withArgument({ type: 'string', description: 'A name' }))).toEqual([]);
  });

  it('states the page that each rule is from', () => {
    const sources = PROFILES.flatMap((profile) => RULES[profile].map(({ source }) => new URL(source).protocol));
    expect(new Set(sources)).toEqual(new Set(['https:']));
  });

  it('points into the tool', () => {
    const linted = withArgument({ type: 'object', properties: { 'a/b': { const: 1 } } });
    expect(lintTool('gemini', linted)).toEqual([
      {
        rule: 'keywords',
        pointer: '/inputSchema/properties/a/properties/a~1b',
        message: 'The keyword "const" is not supported.',
      },
    ]);
  });
});

const scalar = fc.constantFrom<JsonSchemaObject>(
  { type: 'string', minLength: 2, pattern: '^a' },
  { type: 'string', format: 'uri' },
  { type: 'integer', exclusiveMinimum: 0 },
  { type: ['string', 'null'], examples: ['a'] },
  { enum: [true, null, 'a'] },
  { const: 'a' },
  { const: { a: 1 } },
  { type: 'array' },
  { type: 'object' },
  {},
  { $ref: '#/$defs/Node' },
  { $ref: '#/$defs/Node', description: 'one' },
);
const { schema: anySchema } = fc.letrec<{ schema: JsonSchemaObject }>((tie) => ({
  schema: fc.oneof(
    { maxDepth: 4 },
    scalar,
    fc.record({ type: fc.constant('array'), items: tie('schema'), uniqueItems: fc.boolean() }),
    fc.record({ oneOf: fc.array(tie('schema'), { minLength: 1, maxLength: 3 }) }),
    fc.record({ allOf: fc.array(tie('schema'), { minLength: 1, maxLength: 3 }) }),
    fc.record({
      type: fc.constant('object'),
      additionalProperties: tie('schema'),
      propertyNames: fc.constant({ pattern: '^a' }),
    }),
    fc.record({
      type: fc.constant('object'),
      properties: fc.dictionary(fc.constantFrom('a', 'b', 'x-y'), tie('schema')),
      minProperties: fc.nat(2),
    }),
  ),
}));

describe('the schema as a provider takes it', () => {
  it.each(PROFILES)('has no fault left for %s, whatever the schema is', (profile) => {
    fc.assert(
      fc.property(anySchema, (argument) => {
        const $defs = {
          Node: {
            type: 'object',
            properties: { next: { $ref: '#/$defs/Node' }, one: { oneOf: [{ type: 'string' }] } },
          },
        };
        const inputSchema = { type: 'object', properties: { a: argument }, additionalProperties: false, $defs };
        expect(lintTool(profile, tool(adaptSchema(profile, inputSchema)))).toEqual([]);
      }),
      { numRuns: 300 },
    );
  });

  it('says in words what a provider has no keyword for', () => {
    const { properties } = adaptSchema('gemini', {
      type: 'object',
      properties: { a: { type: 'string', pattern: '^a', not: { const: 'ab' } } },
    });
    expect(properties).toEqual({
      a: { type: 'string', description: '(pattern: "^a"; not: {"type":"string","enum":["ab"]})' },
    });
  });

  it('merges what providers that know no allOf get', () => {
    const allOf = [
      { type: 'object', properties: { a: {} }, required: ['a'] },
      { properties: { b: { type: 'string' } }, required: ['b'] },
    ];
    const { properties } = adaptSchema('gemini', { type: 'object', properties: { x: { allOf } } });
    expect(properties).toEqual({
      x: { type: 'object', properties: { a: {}, b: { type: 'string' } }, required: ['a', 'b'] },
    });
  });
});
