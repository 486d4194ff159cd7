import { describe, expect, it } from '@jest/globals';
import { compareVersions, satisfies } from './versions.ts';

describe('semantic versions', () => {
  it('orders as semver.org section 11 does', () => {
    const ordered = [
      '1.0.0-alpha',
      '1.0.0-alpha.1',
      '1.0.0-alpha.beta',
      '1.0.0-beta',
      '1.0.0-beta.2',
      '1.0.0-beta.11',
      '1.0.0-rc.1',
      '1.0.0',
      '1.2.0',
      '1.10.0',
      '2.0.0',
    ];
    expect(ordered.toReversed().sort(compareVersions)).toEqual(ordered);
  });

  it.each([
    ['1.2.3', '1', true],
    ['1.2.3', '1.2', true],
    ['1.2.3', '1.2.3', true],
    ['10.2.3', '1', false],
    ['1.20.3', '1.2', false],
    ['2.0.0-rc.1', '2', false],
    ['2.0.0-rc.1', '2.0.0-rc.1', true],
  ])('%s asked for as %s: %s', (version, wanted, expected) => {
    expect(satisfies(version, wanted)).toBe(expected);
  });
});
