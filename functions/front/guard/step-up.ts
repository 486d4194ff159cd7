import { ManifoldError } from '../../core/errors/manifold-error.ts';
import { hasSecondFactor, secondFactorAge } from '../../core/principal/second-factor.ts';
import type { Guard } from './guarded-call.ts';

/**
 * A tool that is marked sensitive asks for a recent MFA (requirement A17). The refusal follows RFC 9470: it names how
 * recent, so that a client can send the person to the issuer with `max_age`. API keys and machines have no MFA.
 */
export const stepUp: Guard = (call, next) => {
  if (!call.tool.definition.sensitive) return next();
  const { principal } = call.context;
  const { mfaMaxAgeSeconds } = call.services;
  const age = secondFactorAge(principal, call.startedAt / 1000);
  if (age !== undefined && age <= mfaMaxAgeSeconds) return next();
  throw new ManifoldError('E1005', 'This tool needs a sign-in with a second factor that is not long ago.', {
    details: {
      error: 'insufficient_user_authentication',
      maxAgeSeconds: mfaMaxAgeSeconds,
      suggestion: hasSecondFactor(principal)
        ? `Sign in again: the last time is over ${Math.floor(mfaMaxAgeSeconds / 60)} minutes ago.`
        : 'Sign in as a person with a second factor; an API key has none.',
    },
  });
};
