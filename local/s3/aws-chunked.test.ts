import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { decodeAwsChunked } from './aws-chunked.ts';

const encode = (chunks: readonly Uint8Array[], trailer = '') =>
  Buffer.concat([
    ...chunks.flatMap((chunk) => [
      Buffer.from(`${chunk.length.toString(16)};chunk-signature=${'0'.repeat(64)}\r\n`),
      Buffer.from(chunk),
      Buffer.from('\r\n'),
    ]),
    Buffer.from(`0\r\n${trailer}\r\n`),
  ]);

describe('a body in chunks', () => {
  it('comes back whole, however it was cut', () => {
    fc.assert(
      fc.property(fc.array(fc.uint8Array({ minLength: 1, maxLength: 300 })), (chunks) => {
        const { body } = decodeAwsChunked(encode(chunks), undefined);
        expect(body.equals(Buffer.concat(chunks))).toBe(true);
      }),
    );
  });

  it('returns its trailing headers', () => {
    const encoded = encode([Buffer.from('abc')], 'x-amz-checksum-crc32:NSRBwg==\r\n');
    expect(decodeAwsChunked(encoded, 3)).toEqual({
      body: Buffer.from('abc'),
      trailers: { 'x-amz-checksum-crc32': 'NSRBwg==' },
    });
  });

  it('is refused if it is cut off anywhere', () => {
    const encoded = encode([Buffer.from('abcdef'), Buffer.from('gh')]);
    const lastChunkEnds = encoded.indexOf('0\r\n\r\n') + 3;
    for (let length = 0; length < lastChunkEnds; length += 1)
      expect(() => decodeAwsChunked(encoded.subarray(0, length), 8)).toThrow('terminated unexpectedly');
  });

  it('is refused if its length differs from the announced one', () => {
    expect(() => decodeAwsChunked(encode([Buffer.from('abc')]), 4)).toThrow('terminated unexpectedly');
  });
});
