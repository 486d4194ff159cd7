import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { pageOf } from './pagination.ts';

const key = (item: string) => item;
const all = (items: string[]) => {
  const seen: string[] = [];
  let cursor: string | undefined;
  do {
    const page = pageOf(items, key, cursor);
    for (const item of page.items) seen.push(item);
    cursor = page.nextCursor;
  } while (cursor !== undefined);
  return seen;
};

describe('pages of a list', () => {
  it('give every entry once, in order, for any names', () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.string(), { maxLength: 200 }), (names) => {
        const sorted = names.sort();
        expect(all(sorted)).toEqual(sorted);
      }),
    );
  });

  it('neither repeat nor skip entries that stay when the list changes between them', () => {
    const items = Array.from({ length: 120 }, (_, index) => `tool_${String(index).padStart(3, '0')}`);
    const first = pageOf(items, key, undefined);
    const changed = items.filter((item) => item !== 'tool_010').concat('tool_200');
    const second = pageOf(changed, key, first.nextCursor);
    expect(second.items[0]).toBe('tool_100');
  });

  it.each(['', 'x', Buffer.from('tool_001').toString('base64url')])('refuse the cursor "%s"', (cursor) => {
    expect(() => pageOf(['a'], key, cursor)).toThrow(expect.objectContaining({ code: -32602 }));
  });
});
