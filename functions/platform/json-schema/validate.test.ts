import { describe, expect, it } from '@jest/globals';
import * as z from 'zod';
import { validateAgainst } from './validate.ts';

const schema = z.toJSONSchema(
  z.strictObject({
    pan: z
      .string()
      .regex(/^[A-Z]{5}[0-9]{4}[A-Z]$/)
      .describe('ten characters, e.g. ABCPE1234F'),
    consent: z.enum(['Y', 'y']).optional(),
    address: z.strictObject({ pincode: z.string().length(6) }).optional(),
    tags: z.array(z.string()).max(2).optional(),
  }),
  { io: 'input', target: 'draft-2020-12' },
) as Record<string, unknown>;

const fault = (value: unknown) => {
  try {
    validateAgainst(schema, value);
  } catch (error) {
    return error as { code: string; message: string; details: Record<string, string> };
  }
  return undefined;
};

describe('validation against a JSON Schema', () => {
  it('accepts a valid value', () => {
    expect(fault({ pan: 'ABCPE1234F', consent: 'Y', address: { pincode: '560001' }, tags: ['a'] })).toBeUndefined();
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
    expect(fault({ pan: 'ABCPE1234F', consnet: 'Y' })).toMatchObject({
      code: 'E2002',
      details: { field: 'consnet', suggestion: 'Did you mean "consent"?' },
    });
  });

  it('names a wrong value, masked', () => {
    const error = fault({ pan: 'ABCPE1234' });
    expect(error).toMatchObject({ code: 'E2004', details: { field: 'pan', providedValue: 'AB*****34' } });
    expect(error?.message).not.toContain('ABCPE1234');
  });

  it.each([
    [{ pan: 7 }, 'pan'],
    [{ pan: 'ABCPE1234F', consent: 'maybe' }, 'consent'],
    [{ pan: 'ABCPE1234F', address: { pincode: 'x' } }, 'address.pincode'],
    [{ pan: 'ABCPE1234F', tags: ['a', 'b', 'c'] }, 'tags'],
  ])('finds the field that is wrong in %j', (value, field) => {
    expect(fault(value)).toMatchObject({ code: 'E2004', details: { field } });
  });

  it.each([null, [], 'text', 7])('refuses %j in place of an object', (value) => {
    expect(fault(value)).toMatchObject({ code: 'E2004' });
  });
});
