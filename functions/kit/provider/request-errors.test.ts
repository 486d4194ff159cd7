import { describe, expect, it } from '@jest/globals';
import { ManifoldError } from '../../core/errors/manifold-error.ts';
import { outcomeUnknown } from './failure-context.ts';
import { platformErrorIn, wasNeverSent } from './request-errors.ts';
import { timeLeft } from './time-left.ts';

const withCode = (code: string, cause?: unknown) => Object.assign(new Error('failed', { cause }), { code });

describe('wasNeverSent', () => {
  it.each(['ECONNREFUSED', 'ENOTFOUND', 'UND_ERR_CONNECT_TIMEOUT', 'ERR_TLS_CERT_ALTNAME_INVALID'])(
    'is true if the connection could not be opened: %s',
    (code) => {
      expect(wasNeverSent(withCode(code))).toBe(true);
      expect(wasNeverSent(new TypeError('fetch failed', { cause: withCode(code) }))).toBe(true);
    },
  );

  it.each([withCode('ECONNRESET'), withCode('ETIMEDOUT'), new Error('no code'), 'text', null, undefined])(
    'is false if the request may have arrived: %s',
    (thrown) => {
      expect(wasNeverSent(thrown)).toBe(false);
    },
  );

  it('ends if a chain of causes leads back to itself', () => {
    const error = withCode('ECONNRESET');
    error.cause = error;
    expect(wasNeverSent(error)).toBe(false);
  });
});

describe('platformErrorIn', () => {
  const refusal = new ManifoldError('E4005', 'The circuit breaker is open.');

  it('finds an error of the platform that an SDK has wrapped', () => {
    expect(platformErrorIn(new Error('outer', { cause: new Error('inner', { cause: refusal }) }))).toBe(refusal);
  });

  it('finds nothing in an error of the provider', () => {
    expect(platformErrorIn(withCode('ECONNRESET'))).toBeUndefined();
  });
});

describe('outcomeUnknown', () => {
  it('names the provider, what to do, the details and the cause', () => {
    const cause = withCode('ECONNRESET');
    const error = outcomeUnknown('Stripe', 'Read the history.', { details: { idempotencyKey: 'k1' }, cause });
    expect(error).toMatchObject({
      code: 'E3008',
      message: 'It is not known whether Stripe executed this call. Read the history.',
      details: { idempotencyKey: 'k1' },
      cause,
    });
  });
});

describe('timeLeft', () => {
  it('is the time until the deadline, less a margin for the answer', () => {
    const left = timeLeft('Stripe', { deadline: Date.now() + 100_000 });
    expect(left).toBeLessThanOrEqual(99_500);
    expect(left).toBeGreaterThan(0);
  });

  it('refuses to send a request if the deadline is too near', () => {
    expect(() => timeLeft('Stripe', { deadline: Date.now() + 100 })).toThrow(
      expect.objectContaining({ code: 'E5004', retryable: true }),
    );
  });
});
