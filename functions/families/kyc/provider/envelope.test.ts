import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { unwrap } from './envelope.ts';

const AT = 1_763_725_205_000;
const read = (body: unknown, status = 200) => unwrap(status, JSON.stringify(body), null);

describe('unwrap', () => {
  it('takes data, transaction and time out of the envelope', () => {
    expect(read({ code: 200, timestamp: AT, transaction_id: 't-1', data: { a: 1 } })).toEqual({
      reply: { status: 200, message: '' },
      data: { a: 1 },
      transactionId: 't-1',
      answeredAt: AT / 1000,
    });
  });

  it('finds the message inside the data and beside it', () => {
    expect(read({ code: 200, data: { message: 'Invalid OTP' } })?.reply.message).toBe('Invalid OTP');
    expect(read({ code: 200, message: 'please wait' })).toMatchObject({
      reply: { message: 'please wait' },
      data: undefined,
    });
  });

  it('uses the code in the envelope if HTTP says 200', () => {
    expect(read({ code: 422, message: 'is not found' })?.reply.status).toBe(422);
    expect(read({ code: 200, message: 'Bad Gateway' }, 502)?.reply.status).toBe(502);
  });

  it('returns an answer without envelope unchanged', () => {
    expect(read({ IFSC: 'SBIN0021745' })?.data).toEqual({ IFSC: 'SBIN0021745' });
    expect(read('Not Found')).toMatchObject({ reply: { message: 'Not Found' }, data: 'Not Found' });
  });

  it('is undefined for a body that is not JSON, and never throws', () => {
    expect(unwrap(200, '<html>', null)).toBeUndefined();
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.json()), fc.integer(), (text, status) => void unwrap(status, text, text)),
    );
  });
});
