import { describe, expect, it } from '@jest/globals';
import { GUARDS } from '../../functions/front/guard/guard-call.ts';
import { textOf } from './repository.ts';

/** Names of guards in a text, in its order. */
const namesIn = (text: string) => [...text.matchAll(/`(\w+)`/g)].map(([, name]) => name);

describe('the list of guards', () => {
  it('is the same in docs/guards.md and in the code', () => {
    const rows = textOf('docs/guards.md').match(/^\| \d+ \| `\w+` \|/gm) ?? [];
    expect(namesIn(rows.join(' '))).toEqual(Object.keys(GUARDS));
  });

  it('is the same in docs/development.md and in the code', () => {
    const [, list = ''] = /in this\s+order:([^.]*)\./.exec(textOf('docs/development.md')) ?? [];
    expect(namesIn(list)).toEqual(Object.keys(GUARDS));
  });
});

describe('the table of docs/guards.md', () => {
  it('numbers its rows from 1 without a gap', () => {
    const numbers = [...textOf('docs/guards.md').matchAll(/^\| (\d+) \|/gm)].map(([, number]) => Number(number));
    expect(numbers).toEqual(numbers.map((_, index) => index + 1));
    expect(numbers.length).toBeGreaterThan(Object.keys(GUARDS).length);
  });
});
