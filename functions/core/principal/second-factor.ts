import type { Principal } from '../../../schemas/invocation.ts';
import { CLOCK_TOLERANCE_SECONDS } from '../clock/clock-tolerance.ts';

/** Authentication methods (RFC 8176) that are a second factor or imply one. */
const SECOND_FACTORS = new Set(['mfa', 'otp', 'hwk', 'swk', 'sc', 'fpt', 'face', 'sms', 'tel']);

/** Whether the principal signed in with a second factor, however long ago. */
export function hasSecondFactor({ amr = [] }: Pick<Principal, 'amr'>): boolean {
  return amr.some((method) => SECOND_FACTORS.has(method));
}

/**
 * Seconds since the sign-in with a second factor. Undefined if there was no second factor, if its time is unknown, or
 * if its time is in the future, since it would count as recent until then.
 */
export function secondFactorAge(
  { authTime, amr }: Pick<Principal, 'authTime' | 'amr'>,
  nowSeconds: number,
): number | undefined {
  if (authTime === undefined || !hasSecondFactor({ amr })) return undefined;
  const age = Math.floor(nowSeconds) - authTime;
  return age < -CLOCK_TOLERANCE_SECONDS ? undefined : Math.max(0, age);
}
