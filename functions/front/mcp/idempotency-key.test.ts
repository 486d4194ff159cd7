import { describe, expect, it } from '@jest/globals';
import { idempotencyKeyOf } from './call-context.ts';

const inMeta = (key: unknown) => ({ 'manifold/idempotencyKey': key });

describe('the idempotency key', () => {
  it('is taken from the message or from the header', () => {
    expect(idempotencyKeyOf(inMeta('a'), undefined)).toBe('a');
    expect(idempotencyKeyOf({}, 'b')).toBe('b');
    expect(idempotencyKeyOf(inMeta('a'), 'a')).toBe('a');
    expect(idempotencyKeyOf(undefined, undefined)).toBeUndefined();
  });

  it('is refused if the message and the header hold different keys', () => {
    expect(() => idempotencyKeyOf(inMeta('a'), 'b')).toThrow(
      expect.objectContaining({
        code: 'E2004',
        details: expect.objectContaining({ field: '_meta.manifold/idempotencyKey, Idempotency-Key' }),
      }),
    );
  });

  it('may have 128 characters', () => {
    expect(idempotencyKeyOf(inMeta('k'.repeat(128)), undefined)).toHaveLength(128);
  });

  it.each([['k'.repeat(129)], [''], [7], [{ key: 'k' }], [true]])(
    'is refused if it cannot be kept as it is: %j',
    (key) => {
      expect(() => idempotencyKeyOf(inMeta(key), 'b')).toThrow(expect.objectContaining({ code: 'E2004' }));
    },
  );

  it('is refused in the header as well', () => {
    for (const key of ['', 'k'.repeat(129)]) {
      expect(() => idempotencyKeyOf({}, key)).toThrow(expect.objectContaining({ code: 'E2004' }));
    }
  });
});
