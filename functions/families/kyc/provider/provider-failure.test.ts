import { describe, expect, it } from '@jest/globals';
import { failureToError, findFailure, type ProviderFailure } from './provider-failure.ts';

const TABLE: ProviderFailure[] = [
  { providerStatus: 200, providerMessage: 'OTP expired', code: 'E4008', message: 'Expired.' },
  { providerStatus: 429, code: 'E4003', message: 'Wait.', retryAfter: 60 },
];

describe('a table of failures', () => {
  it.each(['OTP expired', 'OTP Expired', 'sorry, otp EXPIRED!'])('compares texts without case: %j', (message) => {
    expect(findFailure(TABLE, { status: 200, message })?.code).toBe('E4008');
  });

  it('needs the status too', () => {
    expect(findFailure(TABLE, { status: 422, message: 'OTP expired' })).toBeUndefined();
  });

  it.each([
    [{ status: 429, message: '', retryAfter: 7 }, 7],
    [{ status: 429, message: 'please try after 45 seconds' }, 45],
    [{ status: 429, message: 'Too Many Requests' }, 60],
  ])('takes the time to wait from header, text or table: %j', (reply, seconds) => {
    expect(failureToError(findFailure(TABLE, reply), reply).details.retryAfter).toBe(seconds);
  });

  it('quotes an undocumented text in one line without possible personal data', () => {
    const message = 'PAN abcpx1234z of 1234 5678 9012\nphone 9000000000 is odd';
    const error = failureToError(undefined, { status: 422, message });
    expect(error.code).toBe('E4004');
    expect(error.message).toBe(
      'The provider gave an answer that is not documented: HTTP 422, "PAN … of XXXX XXXX 9012 phone … is odd".',
    );
  });
});
