import type { Outcome } from '../../../schemas/invocation.ts';
import type { Decision } from '../../../schemas/policy.ts';
import { ManifoldError } from '../../core/errors/manifold-error.ts';
import {
  approvalId,
  approvalPermit,
  askForApproval,
  findApproval,
} from '../../platform/approvals/approval-repository.ts';
import { confirmableOf, effectOf } from './confirmation/confirmation.ts';
import { isRetry } from './exactly-once/write-claim.ts';
import type { GuardedCall } from './guarded-call.ts';

/**
 * Lets an approved call pass, with the approval as its permit. Every other call is refused with the state of its approval,
 * which is first requested if that has not happened yet.
 *
 * @returns the family's own refusal if it would refuse the call anyway; undefined if the call may pass
 * @throws {ManifoldError} E3010 while somebody has to approve the call, E3011 if the approval was denied
 */
export async function requireApproval(
  call: GuardedCall,
  { reasons }: Pick<Decision, 'reasons'>,
): Promise<Outcome | undefined> {
  const { state } = call.services;
  const confirmable = confirmableOf(call);
  const known = await findApproval(state, confirmable.tenant, approvalId(confirmable));
  if (known?.status === 'approved') {
    call.established.permits.push(approvalPermit(known));
    return undefined;
  }
  if (known?.status === 'denied') {
    throw new ManifoldError('E3011', `The approval was denied${known.comment ? `: ${known.comment}` : '.'}`);
  }
  // A retry of a call that was approved and executed gets its result, and needs no second approval.
  if (await isRetry(call)) return undefined;
  const effect = await effectOf(call);
  if (typeof effect !== 'string') return effect;
  const approval = await askForApproval(state, confirmable, { effect, reasons });
  throw new ManifoldError('E3010', 'Somebody else has to approve this call first.', {
    details: {
      approvalId: approval.id,
      effect,
      reasons,
      expiresAt: new Date(approval.expiresAt * 1000).toISOString(),
      suggestion: 'Ask an operator to decide it, then repeat the call with the very same arguments.',
    },
  });
}
