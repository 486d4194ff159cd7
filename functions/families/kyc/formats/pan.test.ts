import { describe, expect, it } from '@jest/globals';
import { panField, panWarnings } from './pan.ts';

describe('panField', () => {
  it.each(['XXXPX1234A', 'xxxpx1234a', 'XXXPX 1234 A', 'XXXPX-1234-A'])('reads %j', (written) => {
    expect(panField().parse(written)).toBe('XXXPX1234A');
  });

  it.each(['XXXPX123A', 'XXXP11234A', 'XXXPX1234AA', '1234567890', ''])('refuses %j', (written) => {
    expect(panField().safeParse(written).success).toBe(false);
  });
});

describe('panWarnings', () => {
  it.each(['XXXPX1234A', 'XXXCX1234A', 'XXXTX1234P'])('are empty for %s', (pan) => {
    expect(panWarnings(pan)).toEqual([]);
  });

  it('name a fourth letter without a kind of holder, and the serial 0000', () => {
    expect(panWarnings('ABCDE1234F')).toEqual([expect.stringContaining('"D"')]);
    expect(panWarnings('XXXPX0000A')).toEqual([expect.stringContaining('0000')]);
  });
});
