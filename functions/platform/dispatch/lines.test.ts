import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { splitLines } from './lines.ts';

describe('splitting a stream into lines', () => {
  it('gives the same lines for any split of the bytes', () => {
    fc.assert(
      fc.property(fc.array(fc.jsonValue(), { minLength: 1 }), fc.array(fc.nat(40)), (values, cuts) => {
        const lines = values.map((value) => JSON.stringify(value));
        const bytes = Buffer.from(`${lines.join('\n')}\n`);
        const split = splitLines();
        const got: string[] = [];
        let at = 0;
        for (const length of cuts) {
          for (const line of split(bytes.subarray(at, at + length))) got.push(line);
          at += length;
        }
        for (const line of split(bytes.subarray(at))) got.push(line);
        expect(got).toEqual(lines);
      }),
    );
  });
});
