import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { OpenApiError } from '../openapi-error.ts';
import { buildRequest } from './build-request.ts';
import type { BodyFormat, FieldPlan, ParameterPlan, RequestPlan } from './plan.ts';
import { type Kind, type Kinds, readRequest } from './testing/read-request.ts';

const STYLES: Record<string, readonly ParameterPlan['style'][]> = {
  path: ['simple', 'label', 'matrix'],
  query: ['form', 'spaceDelimited', 'pipeDelimited', 'tabDelimited', 'deepObject'],
  header: ['simple'],
  cookie: ['form', 'cookie'],
};

const word = fc.stringMatching(/^[a-z]{1,6}$/);
const anyText = fc.oneof(
  word,
  fc.string({ unit: 'binary', minLength: 1, maxLength: 8 }),
  fc.constantFrom('a,b', 'a=b&c', '..', '.', ' ', 'ü', '%2F', 'a/b'),
);
const VALUES: Readonly<Record<Kind, fc.Arbitrary<unknown>>> = {
  string: anyText,
  integer: fc.integer(),
  boolean: fc.boolean(),
  strings: fc.array(anyText, { minLength: 1, maxLength: 4 }),
  members: fc.dictionary(fc.oneof(word, anyText, fc.constantFrom('P-0', 'P-1', 'P-0[a]')), anyText, {
    minKeys: 1,
    maxKeys: 3,
    noNullPrototype: true,
  }),
  // JSON.stringify writes -0 as 0.
  json: fc.jsonValue().map((value) => JSON.parse(JSON.stringify(value)) as unknown),
  bytes: fc.uint8Array({ maxLength: 40 }).map((bytes) => Buffer.from(bytes).toString('base64')),
};

interface Sample {
  readonly plan: ParameterPlan;
  readonly kind: Kind;
  readonly value: unknown;
  /** Whether the caller gives the argument; those of the path are always given. */
  readonly given: boolean;
}

const parameter = fc
  .record({
    place: fc.constantFrom<ParameterPlan['in']>('path', 'query', 'header', 'cookie'),
    style: fc.nat(),
    explode: fc.boolean(),
    allowReserved: fc.boolean(),
    kind: fc.constantFrom<Kind>('string', 'integer', 'boolean', 'strings', 'members'),
    asJson: fc.boolean(),
    given: fc.integer({ min: 0, max: 3 }).map((number) => number > 0),
  })
  .chain(({ place, style: pick, explode, allowReserved, kind, asJson, given }) => {
    const styles = STYLES[place] ?? [];
    const style = styles[pick % styles.length] ?? 'form';
    // A deep object is an object, with whatever explode says.
    const actual = style === 'deepObject' ? 'members' : kind;
    const isJson = asJson && place === 'query';
    const plan = {
      argument: '',
      name: '',
      in: place,
      style,
      explode,
      allowReserved,
      ...(isJson ? { contentType: 'application/json' } : {}),
    };
    return VALUES[isJson ? 'json' : actual].map(
      (value): Sample => ({ plan, kind: isJson ? 'json' : actual, value, given: given || place === 'path' }),
    );
  });

/** Names its parameters apart, as documents do, and puts those of the path into one. */
function operationOf(samples: readonly Sample[]): { plan: RequestPlan; args: Record<string, unknown>; kinds: Kinds } {
  const named = samples.map((sample, index) => ({
    ...sample,
    plan: { ...sample.plan, argument: `a${index}`, name: `P-${index}` },
  }));
  const inPath = named.filter(({ plan }) => plan.in === 'path').map(({ plan }) => `/{${plan.name}}`);
  return {
    plan: { method: 'GET', path: `/things${inPath.join('/x')}`, parameters: named.map(({ plan }) => plan) },
    args: Object.fromEntries(named.filter(({ given }) => given).map(({ plan, value }) => [plan.argument, value])),
    kinds: Object.fromEntries(named.map(({ plan, kind }) => [plan.argument, kind])),
  };
}

/** The arguments that come back; undefined if the builder refused them, which it does with the argument's name. */
function thereAndBack(plan: RequestPlan, args: Record<string, unknown>, kinds: Kinds): unknown {
  try {
    const request = buildRequest({ plan, baseUrl: 'https://api.example.com/v1', args });
    expect(new URL(request.url).pathname.startsWith('/v1/things')).toBe(true);
    return readRequest(plan, request, kinds);
  } catch (error) {
    if (!(error instanceof OpenApiError)) throw error;
    expect(Object.keys(error.details)).toEqual(['field', 'expectedFormat']);
    return undefined;
  }
}

describe('the way from arguments to a request', () => {
  it('leads back to the same arguments for every style and place', () => {
    let sent = 0;
    fc.assert(
      fc.property(fc.array(parameter, { minLength: 1, maxLength: 4 }), (samples) => {
        // Two exploded objects in one query share one name space: the document leaves open whose a name is.
        const free = samples.filter(
          ({ plan, kind }) =>
            kind === 'members' && plan.explode && /query|cookie/.test(plan.in) && plan.style !== 'deepObject',
        );
        fc.pre(free.length <= 1);
        const { plan, args, kinds } = operationOf(samples);
        const back = thereAndBack(plan, args, kinds);
        if (back === undefined) return;
        sent += 1;
        expect(back).toEqual(args);
      }),
      { numRuns: 2_000 },
    );
    expect(sent).toBeGreaterThan(500);
  });

  it.each<[BodyFormat, readonly Kind[]]>([
    ['json', ['string', 'integer', 'boolean', 'strings', 'members', 'json']],
    ['form', ['string', 'integer', 'boolean', 'strings', 'members']],
    ['multipart', ['string', 'integer', 'boolean', 'strings', 'members', 'bytes']],
  ])('leads back to the same properties of a body in %s', (format, kinds) => {
    const mediaType =
      { json: 'application/json', form: 'application/x-www-form-urlencoded' }[format as 'json'] ??
      'multipart/form-data';
    const property = fc.constantFrom(...kinds).chain((kind) => VALUES[kind].map((value) => ({ kind, value })));
    let sent = 0;
    fc.assert(
      fc.property(fc.array(property, { minLength: 1, maxLength: 5 }), (samples) => {
        const names = samples.map((_, index) => `p${index}`);
        const fields: Record<string, FieldPlan> = Object.fromEntries(
          samples.flatMap(({ kind }, index) => (kind === 'bytes' ? [[`p${index}`, { binary: true }]] : [])),
        );
        const content = { mediaType, format, fields };
        const properties = names.map((name) => ({ argument: name, property: name }));
        const plan: RequestPlan = {
          method: 'POST',
          path: '/things',
          parameters: [],
          body: { from: 'properties', required: true, properties, content },
        };
        const args = Object.fromEntries(samples.map(({ value }, index) => [`p${index}`, value]));
        const back = thereAndBack(
          plan,
          args,
          Object.fromEntries(samples.map(({ kind }, index) => [`p${index}`, kind])),
        );
        if (back === undefined) return;
        sent += 1;
        expect(back).toEqual(args);
      }),
      { numRuns: 500 },
    );
    expect(sent).toBeGreaterThan(300);
  });
});
