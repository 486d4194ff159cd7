import type { Outcome } from '../../../schemas/invocation.ts';
import type { Decision } from '../../../schemas/policy.ts';
import { ManifoldError } from '../../core/errors/manifold-error.ts';
import { logger } from '../../core/logging/logger.ts';
import { count } from '../../core/logging/metrics.ts';
import {
  approvalId,
  approvalPermit,
  askForApproval,
  findApproval,
} from '../../platform/approvals/approval-repository.ts';
import { findingsIn } from '../../platform/input/findings.ts';
import { policyResourceOf } from '../../platform/policy/policy-resource.ts';
import type { FrontRequest } from '../front-request.ts';
import { policyContext } from '../policy/policy-context.ts';
import { fieldForAudit } from './audit/field-for-audit.ts';
import { confirmableOf, effectOf } from './confirmation/effect.ts';
import { isRepeat } from './exactly-once/repeat.ts';
import type { Guard, GuardedCall } from './guarded-call.ts';

/**
 * Asks the policies about this call with its arguments (requirement A9). Denied is refused with the reasons; what needs
 * an approval waits until somebody else has given it. A fault of the evaluation denies, and operators are alarmed.
 */
export const policy: Guard = async (call, next) => {
  const { engine, catalogue, principal } = call.request;
  const findings = findingsIn(call.arguments);
  const decision = await engine.decide({
    principal,
    action: 'tools:execute',
    resource: policyResourceOf(catalogue, call.tool),
    arguments: call.arguments,
    context: policyContext(
      call.request,
      findings.map(({ kind }) => kind),
    ),
  });
  const { inputSchema } = call.tool.definition;
  call.established.findings = findings.map(
    ({ kind, field, pattern }) => `${kind}:${fieldForAudit(inputSchema, field)}:${pattern}`,
  );
  call.established.decision = decision;
  alarm(decision, call.request);
  if (decision.effect === 'allow') return next();
  if (decision.effect === 'deny') throw denied(decision, call.tool.definition.name);
  const refusal = await approve(call, decision);
  return refusal ?? next();
};

/** An evaluation that failed is a fault of the platform, not of the caller: the metric raises an alarm. */
export function alarm({ errors }: Decision, { correlationId }: Pick<FrontRequest, 'correlationId'>): void {
  if (errors.length === 0) return;
  logger.error('policy evaluation failed', { errors, correlationId });
  count('PolicyFault');
}

/** The refusal of a denied call: the reasons, and what the caller could bring to pass. */
export function denied({ reasons, policies, gate }: Decision, name: string): ManifoldError {
  const [reason = 'No policy allows it.'] = reasons;
  return new ManifoldError('E1004', `You may not use "${name}". ${reason}`, {
    details: {
      reasons,
      policies,
      ...(gate?.scopes ? { missingScopes: gate.scopes } : {}),
      ...(gate?.tier ? { requiredTier: gate.tier } : {}),
    },
  });
}

/** Lets an approved call pass with its permit; everything else is refused with how it stands. */
async function approve(call: GuardedCall, { reasons }: Decision): Promise<Outcome | undefined> {
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
  // What was approved and done is not done again: a repeat under its idempotency key only gets the result.
  if (await isRepeat(call)) return undefined;
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
