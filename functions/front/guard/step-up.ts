import type { Principal } from '../../../schemas/invocation.ts';
import type { ToolDefinition } from '../../../schemas/tool-definition.ts';
import { ManifoldError } from '../../core/errors/manifold-error.ts';
import { hasSecondFactor, secondFactorAge } from '../../core/principal/second-factor.ts';
import { requireApproval } from './approval.ts';
import { needsConfirmation } from './confirmation/confirmation.ts';
import type { Guard, GuardedCall } from './guarded-call.ts';

/** Tag of tools that make, change or revoke API keys. */
const CREDENTIALS_TAG = 'api-key';

const NO_SECOND_FACTOR =
  'This tool needs a recent second factor, which this credential cannot have, so somebody else has to approve the call.';

/**
 * Asks for a recent second factor if the tool is marked sensitive (requirement A17), or if the stage asks for it and the
 * tool moves money, destroys something or is about API keys. The refusal follows RFC 9470: it says how recent, so that a
 * client can send the person to the issuer with `max_age`. The call of a credential that cannot have a second factor, such
 * as an agent's key, is approved by somebody else instead.
 */
export const stepUp: Guard = async (call, next) => {
  if (!isSensitive(call.tool.definition, call.services)) return next();
  const { principal } = call.context;
  const { mfaMaxAgeSeconds } = call.services;
  const age = secondFactorAge(principal, call.startedAt / 1000);
  if (age !== undefined && age <= mfaMaxAgeSeconds) return next();
  // The policies may have asked for an approval already, and it was given.
  if (call.established.permits.length > 0) return next();
  if (!isSignIn(principal)) return (await requireApproval(call, { reasons: [NO_SECOND_FACTOR] })) ?? next();
  throw new ManifoldError('E1005', 'This tool needs a recent sign-in with a second factor.', {
    details: {
      error: 'insufficient_user_authentication',
      maxAgeSeconds: mfaMaxAgeSeconds,
      suggestion: hasSecondFactor(principal)
        ? `Sign in again: the last second factor is more than ${Math.floor(mfaMaxAgeSeconds / 60)} minutes old.`
        : 'Sign in again, with a second factor.',
    },
  });
};

function isSensitive(definition: ToolDefinition, { stepUp: stage }: Pick<GuardedCall['services'], 'stepUp'>): boolean {
  if (definition.sensitive) return true;
  return stage === 'on' && (needsConfirmation(definition) || definition.tags.includes(CREDENTIALS_TAG));
}

/** Whether the credential says how a person signed in; that of a program does not, and never has a second factor. */
const isSignIn = ({ authTime, amr }: Pick<Principal, 'authTime' | 'amr'>) =>
  authTime !== undefined || amr !== undefined;
