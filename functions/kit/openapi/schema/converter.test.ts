import { describe, expect, it } from '@jest/globals';
import { theInput, theOperation, withBody } from '../testing/documents.ts';

const text = { type: 'string' };
/** The converted schema of a property of the body, and the findings about it. */
function converted(property: unknown, openapi = '3.1.0', schemas: Record<string, unknown> = {}) {
  const document = withBody({ type: 'object', properties: { a: property } }, { components: { schemas } }, openapi);
  const { verdict, findings } = theOperation(document);
  const { properties, $defs } = theInput(document);
  return {
    schema: (properties as { a: unknown }).a,
    $defs,
    verdict,
    codes: findings.map(({ severity, code }) => `${severity} ${code}`),
  };
}

describe('a schema of OpenAPI 3.0', () => {
  it.each<[string, unknown, unknown]>([
    ['nullable', { type: 'string', nullable: true }, { type: ['string', 'null'] }],
    [
      'nullable beside variants',
      { nullable: true, oneOf: [text, { type: 'integer' }] },
      { oneOf: [text, { type: 'integer' }, { type: 'null' }] },
    ],
    [
      'a boolean beside a limit',
      { type: 'number', minimum: 0, exclusiveMinimum: true },
      { type: 'number', exclusiveMinimum: 0 },
    ],
    [
      'a boolean that changes nothing',
      { type: 'number', maximum: 9, exclusiveMaximum: false },
      { type: 'number', maximum: 9 },
    ],
    ['an example', { type: 'string', example: 'x' }, { type: 'string', examples: ['x'] }],
    [
      'bytes as base64',
      { type: 'string', format: 'byte' },
      { type: 'string', format: 'byte', contentEncoding: 'base64' },
    ],
    ['numbers in an enum of texts', { type: 'string', enum: [1, '2'] }, { type: 'string', enum: ['1', '2'] }],
    ['extensions and XML', { type: 'string', 'x-a': 1, xml: { name: 'b' }, externalDocs: {} }, text],
    [
      'markup in a description',
      { type: 'string', description: '<p>One <b>two</b></p>\n[three](https://a)' },
      { type: 'string', description: 'One two three' },
    ],
    [
      'a description beside a reference',
      { $ref: '#/components/schemas/T', description: 'x', maxLength: 1 },
      { type: 'string', description: 'x' },
    ],
  ])('keeps what %s means', (_, source, expected) => {
    expect(converted(source, '3.0.3', { T: text })).toMatchObject({ schema: expected, verdict: 'accepted' });
  });
});

describe('a schema of OpenAPI 3.1', () => {
  it.each<[string, unknown, unknown]>([
    ['several types', { type: ['string', 'null'] }, { type: ['string', 'null'] }],
    [
      'const, default, deprecated and examples',
      { const: 1, default: 1, deprecated: true, examples: [1] },
      { const: 1, default: 1, deprecated: true, examples: [1] },
    ],
    [
      'items by place',
      { type: 'array', prefixItems: [text], items: false },
      { type: 'array', prefixItems: [text], items: false },
    ],
    ['what is forbidden', { not: { const: 'a' } }, { not: { const: 'a' } }],
    [
      'further properties as they are stated',
      { type: 'object', additionalProperties: text, propertyNames: { pattern: '^a' } },
      { type: 'object', additionalProperties: text, propertyNames: { pattern: '^a' } },
    ],
    [
      'constraints beside a reference',
      { $ref: '#/components/schemas/T', maxLength: 3 },
      { type: 'string', maxLength: 3 },
    ],
    [
      'true and false',
      { type: 'object', properties: { any: true, none: false } },
      { type: 'object', properties: { any: {}, none: { not: {} } } },
    ],
  ])('keeps %s', (_, source, expected) => {
    expect(converted(source, '3.1.0', { T: text })).toMatchObject({ schema: expected, verdict: 'accepted' });
  });

  it('finds what $anchor names', () => {
    expect(
      converted({ $ref: '#named' }, '3.1.0', { T: { $anchor: 'named', type: 'object', properties: { b: text } } }),
    ).toMatchObject({
      schema: { $ref: expect.stringMatching(/^#\/\$defs\/T/) },
      verdict: 'accepted',
    });
  });
});

describe('properties of one direction', () => {
  const properties = { id: { ...text, readOnly: true }, secret: { ...text, writeOnly: true }, name: text };
  const object = { type: 'object', properties, required: ['id', 'secret', 'name'] };

  it('are left out of a request if they are read-only, and are not required there', () => {
    const input = theInput(withBody(object));
    expect(input).toMatchObject({ required: ['secret', 'name'] });
    expect(Object.keys(input.properties as object)).toEqual(['secret', 'name']);
  });

  it('are not required by another member of allOf either', () => {
    const input = theInput(
      withBody({
        allOf: [
          { type: 'object', properties },
          { type: 'object', required: ['id', 'name'] },
        ],
      }),
    );
    expect(input.required).toEqual(['name']);
  });
});

describe('allOf', () => {
  it('becomes one object, with the stricter of two limits', () => {
    const allOf = [
      { type: 'object', properties: { b: { ...text, maxLength: 9 } }, required: ['b'] },
      { properties: { b: { maxLength: 5 }, c: text } },
    ];
    expect(converted({ allOf }).schema).toEqual({
      type: 'object',
      properties: { b: { ...text, maxLength: 5 }, c: text },
      required: ['b'],
    });
  });

  it('stays beside the rest for what cannot be merged, which loses nothing', () => {
    const allOf = [{ type: 'string', pattern: '^a' }, { pattern: 'z$' }];
    expect(converted({ allOf })).toMatchObject({
      schema: { type: 'string', pattern: '^a', allOf: [{ pattern: 'z$' }] },
      verdict: 'accepted',
    });
  });

  it('with one member is the reference that it is', () => {
    expect(
      converted({ allOf: [{ $ref: '#/components/schemas/T' }], description: 'x' }, '3.0.3', {
        T: { type: 'object', properties: { b: text } },
      }).schema,
    ).toEqual({
      $ref: '#/$defs/T',
      description: 'x',
    });
  });

  it.each<[string, unknown[]]>([
    ['types', [text, { type: 'integer' }]],
    ['enums', [{ enum: ['a'] }, { enum: ['b'] }]],
    ['constants', [{ const: 1 }, { const: 2 }]],
    [
      'closed objects',
      [
        { type: 'object', properties: { a: text }, additionalProperties: false },
        { type: 'object', properties: { b: text } },
      ],
    ],
  ])('tells contradictions of %s as a loss', (_, allOf) => {
    expect(converted({ allOf })).toMatchObject({ verdict: 'lossy', codes: ['loss all-of-conflict'] });
  });

  it('keeps members apart if a map would forbid what another member names', () => {
    const allOf = [
      { type: 'object', additionalProperties: text },
      { type: 'object', properties: { n: { type: 'integer' } } },
    ];
    expect(converted({ allOf })).toMatchObject({ schema: { allOf }, verdict: 'accepted' });
  });
});

describe('patterns of other languages', () => {
  it.each([
    ['^[\\w\\-]+$', '^[\\w\\-]+$'],
    ['/^a$/i', '(?i:^a$)'],
    ['(?i)abc', '(?i:abc)'],
    ['\\Aab\\z', '^ab$'],
    ['^[[:alpha:]]+$', '^[a-zA-Z]+$'],
    ['^a\\@b\\_c$', '^a@b_c$'],
    ['(?P<year>\\d{4})', '(?<year>\\d{4})'],
    ['a{b}', 'a\\{b\\}'],
    ['^a++$', '^a+$'],
  ])('are written so that they match the same: %s', (source, expected) => {
    expect(converted({ type: 'string', pattern: source })).toMatchObject({
      schema: { pattern: expected },
      verdict: 'accepted',
    });
  });

  it('are reported if there is no equal expression', () => {
    expect(converted({ type: 'string', pattern: '(?<=a' })).toMatchObject({
      schema: text,
      verdict: 'lossy',
      codes: ['loss unusable-pattern'],
    });
  });
});
