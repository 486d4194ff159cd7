import { describe, expect, it } from '@jest/globals';
import { filterOf } from './filter.ts';

describe('the filter of an event source', () => {
  it('passes records whose fields have one of the values', () => {
    const filter = filterOf(['{"eventName":["MODIFY","REMOVE"],"dynamodb":{"Keys":{"pk":{"S":["a"]}}}}']);
    const record = (eventName: string, pk: string) => ({ eventName, dynamodb: { Keys: { pk: { S: pk } } } });
    expect([record('MODIFY', 'a'), record('REMOVE', 'a')].every(filter)).toBe(true);
    expect([record('INSERT', 'a'), record('MODIFY', 'b'), { eventName: 'MODIFY' }].some(filter)).toBe(false);
  });

  it('passes a record that fits one of several patterns, and every record if there are none', () => {
    expect(filterOf(['{"a":[1]}', '{"b":[2]}'])({ b: 2 })).toBe(true);
    expect(filterOf([])({})).toBe(true);
  });

  it.each(['{"a":[{"prefix":"x"}]}', '{"a":"x"}', '"x"'])(
    'refuses the pattern %s, which it does not know',
    (pattern) => {
      expect(() => filterOf([pattern])).toThrow('knows filters that list');
    },
  );
});
