import { describe, expect, it } from '@jest/globals';
import * as z from 'zod';
import { argumentsError } from '../../core/errors/argument-faults.ts';
import { faultsIn } from './validate.ts';

const schema = z.toJSONSchema(
  z.strictObject({
    pan: z
      .string()
      .regex(/^[A-Z]{5}[0-9]{4}[A-Z]$/)
      .describe('ten characters, e.g. ABCPE1234F'),
    consent: z.enum(['given', 'refused']).optional(),
    address: z
      .strictObject({ pincode: z.string().length(6), floor: z.int().min(0).max(99).optional() })
      .nullable()
      .optional(),
    tags: z.array(z.string()).max(2).optional(),
    when: z.union([z.string(), z.number()]).optional(),
  }),
  { io: 'input', target: 'draft-2020-12' },
) as Record<string, unknown>;

const fault = (value: unknown) => {
  const faults = faultsIn(schema, value);
  return faults.length === 0 ? undefined : argumentsError(faults);
};

describe('validation against a JSON Schema', () => {
  it('accepts a valid value', () => {
    expect(fault({ pan: 'ABCPE1234F', consent: 'given', address: { pincode: '560001' }, tags: ['a'] })).toBeUndefined();
  });

  it('names a missing field and what it should be', () => {
    expect(fault({})).toMatchObject({
      code: 'E2003',
      details: { field: 'pan', expectedFormat: 'ten characters, e.g. ABCPE1234F' },
    });
    expect(fault({ pan: 'ABCPE1234F', address: {} })).toMatchObject({
      code: 'E2003',
      details: { field: 'address.pincode' },
    });
  });

  it('names an argument that does not exist and the one that was meant', () => {
    expect(fault({ pan: 'ABCPE1234F', consnet: 'given' })).toMatchObject({
      code: 'E2002',
      details: { field: 'consnet', suggestion: 'Did you mean "consent"?' },
    });
  });

  it('names a wrong value, masked', () => {
    const error = fault({ pan: 'QWEPE5678' });
    expect(error).toMatchObject({ code: 'E2004', details: { field: 'pan', providedValue: 'QW*****78' } });
    expect(error?.message).toBe('"pan" is not valid: expected ten characters, e.g. ABCPE1234F.');
  });

  it.each([
    [{ pan: 7 }, 'pan'],
    [{ pan: 'ABCPE1234F', consent: 'maybe' }, 'consent'],
    [{ pan: 'ABCPE1234F', address: { pincode: 'x' } }, 'address.pincode'],
    [{ pan: 'ABCPE1234F', tags: ['a', 'b', 'c'] }, 'tags'],
  ])('finds the field that is wrong in %j', (value, field) => {
    expect(fault(value)).toMatchObject({ code: 'E2004', details: { field } });
  });

  it('finds all faults of a value at once, each with its path and what would be right', () => {
    const value = {
      pan: 'ABCPE',
      consnet: 'given',
      address: { pin: '560001', floor: 100 },
      tags: [7],
      when: {},
      consent: 'givne',
    };
    const error = fault(value);
    expect(error).toMatchObject({
      code: 'E2002',
      details: {
        field: 'address.pin',
        faults: [
          { field: 'address.pin', expectedFormat: 'one of pincode, floor' },
          { field: 'consnet', suggestion: 'Did you mean "consent"?' },
          { field: 'address.pincode', expectedFormat: 'text of 6 characters' },
          { field: 'pan', providedValue: '5 characters', expectedFormat: 'ten characters, e.g. ABCPE1234F' },
          {
            field: 'consent',
            providedValue: '5 characters',
            expectedFormat: 'one of given, refused',
            suggestion: 'Did you mean "given"?',
          },
          { field: 'address.floor', providedValue: 'a number', expectedFormat: 'a whole number from 0 to 99' },
          { field: 'tags.0', providedValue: 'a number', expectedFormat: 'text' },
          { field: 'when', providedValue: 'an object', expectedFormat: 'text or a number' },
        ],
      },
    });
    expect(error?.message).toMatch(
      /^8 faults: "address.pin" is not an argument of "address"; "consnet" is not an argument of this tool; /,
    );
  });

  it('describes the form of a text that is also too short, in place of its pattern', () => {
    const day = { type: 'string', minLength: 8, pattern: '^[0-9-]+$', description: 'A day, YYYY-MM-DD.' };
    expect(faultsIn({ type: 'object', properties: { day } }, { day: 'soon' })).toMatchObject([
      { details: { field: 'day', expectedFormat: 'A day, YYYY-MM-DD.' } },
    ]);
  });

  it('does not call a field missing whose name is only misspelt', () => {
    expect(fault({ pann: 'ABCPE1234F' })).toMatchObject({ code: 'E2002', details: { field: 'pann' } });
    expect(fault({ pann: 'ABCPE1234F' })?.details.faults).toBeUndefined();
  });

  it('describes at most twenty faults and counts the others', () => {
    const error = fault({
      pan: 'ABCPE1234F',
      ...Object.fromEntries(Array.from({ length: 30 }, (_, n) => [`x${n}`, 1])),
    });
    expect(error?.details.faults).toHaveLength(20);
    expect(error?.message).toMatch(/^30 faults: .*; and 10 more\.$/);
  });

  it('takes names with quotes and slashes as they are', () => {
    expect(fault({ pan: 'ABCPE1234F', 'a"b/c~d': 1 })).toMatchObject({ code: 'E2002', details: { field: 'a"b/c~d' } });
  });

  it('follows references to other parts of the schema', () => {
    const place = { type: 'object', properties: { city: { type: 'string' } }, additionalProperties: false };
    const referring = { type: 'object', properties: { home: { $ref: '#/$defs/place' } }, $defs: { place } };
    expect(faultsIn(referring, { home: { ctiy: 'Pune' } })).toMatchObject([
      { details: { field: 'home.ctiy', suggestion: 'Did you mean "city"?' } },
    ]);
  });

  it.each([null, [], 'text', 7])('refuses %j in place of an object', (value) => {
    expect(fault(value)).toMatchObject({ code: 'E2004' });
  });
});
