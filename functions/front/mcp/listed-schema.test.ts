import { describe, expect, it } from '@jest/globals';
import * as z from 'zod';
import type { JsonSchema } from '../../../schemas/json.ts';
import { listedSchema } from './listed-schema.ts';

const listed = (schema: z.ZodType) => {
  const { $schema: _, ...stored } = z.toJSONSchema(schema, { io: 'input', target: 'draft-2020-12' });
  return listedSchema(stored as JsonSchema);
};

describe('a listed schema', () => {
  it.each([
    ['a date', z.iso.date(), { type: 'string', format: 'date' }],
    ['a date with time', z.iso.datetime(), { type: 'string', format: 'date-time' }],
    ['a UUID', z.uuid(), { type: 'string', format: 'uuid' }],
    ['an e-mail address', z.email(), { type: 'string', format: 'email' }],
  ])('keeps the format of %s without the pattern of the library', (_kind, schema, expected) => {
    expect(listed(schema)).toEqual(expected);
  });

  it('keeps a pattern that the author of a tool wrote without a description', () => {
    expect(listed(z.string().regex(/^pm_\w+$/))).toEqual({ type: 'string', pattern: '^pm_\\w+$' });
  });

  it('leaves out a pattern that only names characters, or that a description explains', () => {
    expect(listed(z.string().regex(/^[\w.-]{1,128}$/))).toEqual({ type: 'string' });
    const described = z
      .string()
      .regex(/^pm_\w+$/)
      .describe('Id of a payment method (pm_…).');
    expect(listed(described)).toEqual({ type: 'string', description: 'Id of a payment method (pm_…).' });
  });

  it('leaves out lengths that any real value has, and keeps others', () => {
    expect(listed(z.string().min(1).max(200))).toEqual({ type: 'string' });
    expect(listed(z.string().length(3))).toEqual({ type: 'string', minLength: 3, maxLength: 3 });
  });

  it('shows a union of text and numbers as text', () => {
    const amount = z.union([z.number(), z.string().max(32)]).meta({ description: 'Decimal text.' });
    expect(listed(amount)).toEqual({ type: 'string', description: 'Decimal text.' });
    expect(listedSchema({ type: ['string', 'number'] })).toEqual({ type: 'string' });
  });

  it('keeps null in a union', () => {
    const nullable = { anyOf: [{ type: 'string' }, { type: 'null' }] };
    expect(listedSchema(nullable)).toEqual(nullable);
    expect(listedSchema({ type: ['string', 'null'] })).toEqual({ type: ['string', 'null'] });
  });

  it('shows exclusive bounds as bounds', () => {
    expect(listed(z.int32().positive())).toMatchObject({ minimum: 1 });
    expect(listed(z.number().gt(0).lt(5))).toEqual({ type: 'number', minimum: 0, maximum: 5 });
  });

  it('leaves out the names of a map and examples, at every depth, but no property of such a name', () => {
    const schema = z.object({
      examples: z.array(z.object({ pattern: z.record(z.string(), z.string()) })).meta({ examples: [[]] }),
    });
    expect(listed(schema)).toEqual({
      type: 'object',
      properties: {
        examples: {
          type: 'array',
          items: {
            type: 'object',
            properties: { pattern: { type: 'object', additionalProperties: { type: 'string' } } },
            required: ['pattern'],
          },
        },
      },
      required: ['examples'],
    });
  });

  it('keeps keywords that it does not know', () => {
    const schema = {
      $schema: 'https://json-schema.org/draft/2020-12/schema',
      type: 'object',
      if: {},
      'x-mcp-header': 'A',
    };
    expect(listedSchema(schema)).toEqual(schema);
  });
});
