import { ManifoldError } from '../../runtime/errors/manifold-error.ts';
import type { Guard } from './guarded-call.ts';

/** Methods of RFC 8176 that are a second factor, or say that there was one. */
const SECOND_FACTORS = new Set(['mfa', 'otp', 'hwk', 'swk', 'sc', 'fpt', 'face', 'sms', 'tel']);

/**
 * A tool that is marked sensitive asks for a recent MFA (requirement A17). The refusal follows RFC 9470: it names how
 * recent, so that a client can send the person to the issuer with `max_age`. API keys and machines have no MFA.
 */
export const stepUp: Guard = (call, next) => {
  if (!call.tool.definition.sensitive) return next();
  const { authTime, amr = [] } = call.context.principal;
  const { mfaMaxAgeSeconds } = call.services;
  const age = authTime === undefined ? undefined : Math.floor(call.startedAt / 1000) - authTime;
  const hasFactor = amr.some((method) => SECOND_FACTORS.has(method));
  if (hasFactor && age !== undefined && age <= mfaMaxAgeSeconds) return next();
  throw new ManifoldError('E1005', 'This tool needs a sign-in with a second factor that is not long ago.', {
    details: {
      error: 'insufficient_user_authentication',
      maxAgeSeconds: mfaMaxAgeSeconds,
      suggestion: hasFactor
        ? `Sign in again: the last time is over ${Math.floor(mfaMaxAgeSeconds / 60)} minutes ago.`
        : 'Sign in as a person with a second factor; an API key has none.',
    },
  });
};
