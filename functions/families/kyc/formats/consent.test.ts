import { describe, expect, it } from '@jest/globals';
import * as z from 'zod';
import { parseInput } from '../../../core/input/parse-input.ts';
import { consentFields, REASON_WARNING } from './consent.ts';

const schema = z.object(consentFields).strict();
const GOOD = { consent: 'Y', reason: 'Onboarding of a new customer' };

describe('consent', () => {
  it.each(['Y', 'y', ' y '])('is given by %j', (consent) => {
    expect(parseInput(schema, { ...GOOD, consent })).toEqual(GOOD);
  });

  it.each(['N', 'n', 'yes', '', 'true'])('is not given by %j: E2005 says to ask the person', (consent) => {
    expect(() => parseInput(schema, { ...GOOD, consent })).toThrow(
      expect.objectContaining({ code: 'E2005', details: { field: 'consent', expectedFormat: '"Y"' } }),
    );
  });

  it('cannot be left out', () => {
    expect(() => parseInput(schema, { reason: GOOD.reason })).toThrow(
      expect.objectContaining({ code: 'E2003', details: expect.objectContaining({ field: 'consent' }) }),
    );
  });
});

describe('reason', () => {
  it.each(['', '   '])('may not be empty: %j', (reason) => {
    expect(() => parseInput(schema, { ...GOOD, reason })).toThrow(
      expect.objectContaining({ code: 'E2004', details: expect.objectContaining({ field: 'reason' }) }),
    );
  });

  it('that is shorter than the newest contract asks for is a warning', () => {
    expect(REASON_WARNING).toMatchObject({ field: 'reason', shorterThan: 20 });
  });
});
