import { randomInt } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { newKey } from './support/control.ts';
import { callTool } from './support/endpoint.ts';

const PERSON = { pan: 'XXXPX1234A', name_as_per_pan: 'John Ronald Doe', date_of_birth: '11/11/2001', consent: 'Y' };
const LONG = 'Onboarding of a new customer';

describe('a check that is paid for', () => {
  it('is paid for once, however its arguments are written, and each caller gets warnings about its own', async () => {
    const key = await newKey({ id: `test:kyc-${randomInt(1e9)}` });
    const verify = (args: Record<string, unknown>) => callTool('verify_pan', args, { key });
    const first = await verify({ ...PERSON, reason: 'For KYC' });
    const again = await verify({
      pan: 'xxxp x1234-a',
      name_as_per_pan: ' JOHN  Ro\u200bnald doe',
      date_of_birth: '2001-11-11',
      consent: 'y',
      reason: LONG,
    });
    const third = await verify({ ...PERSON, reason: 'For KYC' });
    const short = expect.stringContaining('"reason" has fewer than 20 characters');

    expect([first, again, third].map(({ _meta }) => _meta['manifold/cached'])).toEqual([false, true, true]);
    expect([first, third].map(({ _meta }) => _meta['manifold/warnings'])).toEqual([
      expect.arrayContaining([short]),
      expect.arrayContaining([short]),
    ]);
    expect(again._meta['manifold/warnings'] ?? []).not.toContainEqual(short);
    expect(again._meta['manifold/normalised']).toEqual([{ field: 'name_as_per_pan', change: 'invisible' }]);
  });
});
