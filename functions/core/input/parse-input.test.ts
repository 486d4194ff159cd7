import { describe, expect, it } from '@jest/globals';
import * as z from 'zod';
import { argumentRefusal } from '../../../schemas/argument-refusal.ts';
import { parseInput } from './parse-input.ts';

const schema = z.strictObject({
  code: z.string().transform((text, context) => {
    if (text.length === 12) return text;
    context.addIssue({ code: 'custom', message: 'expected 12 characters' });
    return z.NEVER;
  }),
  count: z.int().optional(),
});

describe('parseInput', () => {
  it('shows a wrong value masked, with what would be right', () => {
    expect(() => parseInput(schema, { code: 'AB1234567890X' })).toThrow(
      expect.objectContaining({
        code: 'E2004',
        details: { field: 'code', providedValue: 'AB*********0X', expectedFormat: 'expected 12 characters' },
      }),
    );
  });

  it('shows only the length of a short value', () => {
    expect(() => parseInput(schema, { code: '999999' })).toThrow(
      expect.objectContaining({ details: expect.objectContaining({ providedValue: '6 characters' }) }),
    );
  });

  it('names missing and unknown fields', () => {
    expect(() => parseInput(schema, {})).toThrow(expect.objectContaining({ code: 'E2003' }));
    expect(() => parseInput(schema, { code: 'AB1234567890', cuont: 1 })).toThrow(
      expect.objectContaining({
        code: 'E2002',
        details: expect.objectContaining({ field: 'cuont', suggestion: 'Did you mean "count"?' }),
      }),
    );
  });

  it('names the arguments of the object in which an unknown name stands', () => {
    const batch = z.strictObject({
      calls: z.array(z.strictObject({ arguments: z.string(), key: z.string().optional() })),
    });
    expect(() => parseInput(batch, { calls: [{ argumnets: '{}' }] })).toThrow(
      expect.objectContaining({
        code: 'E2002',
        message: '"calls.0.argumnets" is not an argument of "calls.0".',
        details: {
          field: 'calls.0.argumnets',
          expectedFormat: 'one of arguments, key',
          suggestion: 'Did you mean "arguments"?',
        },
      }),
    );
  });

  it('names all fields that are wrong at once', () => {
    expect(() => parseInput(schema, { code: 'short', count: 'many', more: 1 })).toThrow(
      expect.objectContaining({
        code: 'E2002',
        message: '3 faults: "code" is not valid; "count" is not valid; "more" is not an argument of this tool.',
        details: {
          field: 'code',
          faults: [
            { field: 'code', providedValue: '5 characters', expectedFormat: 'expected 12 characters' },
            { field: 'count', providedValue: '4 characters', expectedFormat: 'a whole number' },
            { field: 'more', expectedFormat: 'one of code, count' },
          ],
        },
      }),
    );
  });

  it('refuses a value with the code and the sentence that its schema names', () => {
    const refusal = { code: 'E2005', message: 'Ask the person.', expectedFormat: '"Y"' } as const;
    const consent = z.strictObject({ consent: z.string().regex(/^Y$/).meta(argumentRefusal(refusal)) });
    expect(() => parseInput(consent, { consent: 'N' })).toThrow(
      expect.objectContaining({
        code: 'E2005',
        message: 'Ask the person.',
        details: { field: 'consent', expectedFormat: '"Y"' },
      }),
    );
  });
});
