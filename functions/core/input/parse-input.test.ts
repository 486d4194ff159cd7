import { describe, expect, it } from '@jest/globals';
import * as z from 'zod';
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
});
