import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { matchesCommand, matchesGlob } from './glob.ts';

describe('patterns', () => {
  it.each([
    ['prod-eu', 'prod-*', true],
    ['prod-', 'prod-*', true],
    ['preprod-eu', 'prod-*', false],
    ['anything', '*', true],
    ['', '*', true],
    ['aba', 'a*a', true],
    ['a', 'a*a', false],
    ['a.b', 'a?b', false],
    ['core-1.ams', 'core-*.ams', true],
    ['PROD', 'prod', false],
  ])('%j by %j: %s', (text, pattern, expected) => {
    expect(matchesGlob(text, pattern)).toBe(expected);
  });

  it('agree with the regular expression that they stand for', () => {
    const text = fc.string({ unit: fc.constantFrom('a', 'b', '.', '*'), maxLength: 12 });
    fc.assert(
      fc.property(text, text, (line, pattern) => {
        const escaped = pattern.split('*').map((part) => part.replaceAll('.', '\\.'));
        expect(matchesGlob(line, pattern)).toBe(new RegExp(`^${escaped.join('.*')}$`, 's').test(line));
      }),
    );
  });
});

describe('commands', () => {
  it.each([
    ['show version', 'show *', true],
    ['  show   version ', 'show version', true],
    ['show version', 'sh ver', false],
    ['show running-config | include bgp', 'show *', false],
    ['show running-config | include bgp', 'show * | include *', true],
    ['show running-config | redirect flash:x', 'show * | include *', false],
    ['show version\nreload', 'show *', false],
    ['show version; reload', 'show *', false],
    ['show version `reload`', 'show *', false],
    ['show version > flash:x', 'show *', false],
    ['reload', '*', true],
    ['show version | reload', '*', true],
    ['show version; reload', 'show version; reload', true],
  ])('%j by %j: %s', (command, pattern, expected) => {
    expect(matchesCommand(command, pattern)).toBe(expected);
  });
});
