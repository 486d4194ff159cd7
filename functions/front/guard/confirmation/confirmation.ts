/** The confirmation guard: a person agrees to the exact effect of a call before it is made. */
import type { Outcome } from '../../../../schemas/invocation.ts';
import { CONFIRM_TOOL, type ToolDefinition } from '../../../../schemas/tool-definition.ts';
import { ManifoldError } from '../../../core/errors/manifold-error.ts';
import { keepAskedCall } from '../../../platform/confirmation/asked-call.ts';
import { proofPermit } from '../../../platform/confirmation/proof-permit.ts';
import {
  type Confirmable,
  carryProof,
  openProof,
  PROOF_SECONDS,
  sealProof,
} from '../../../platform/confirmation/sealed-proof.ts';
import { unavailable } from '../exactly-once/claim-refusals.ts';
import { isRetry } from '../exactly-once/write-claim.ts';
import { CONFIRM, type Guard, type GuardedCall } from '../guarded-call.ts';

/** Requirement A17: a call that moves money or destroys something is confirmed, with its exact arguments. */
export function needsConfirmation({
  movesMoney,
  annotations,
}: Pick<ToolDefinition, 'movesMoney' | 'annotations'>): boolean {
  return movesMoney || (annotations.destructiveHint && !annotations.readOnlyHint);
}

/**
 * Lets a call pass once a person has confirmed its exact effect. Clients of 2026 are asked by elicitation; others get a
 * refusal with a token to send back. A retry of a known call needs no second confirmation, since nothing is executed.
 */
export const confirmation: Guard = async (call, next) => {
  // An approval was given by somebody else for these very arguments, so it is a confirmation too.
  const settled = !needsConfirmation(call.tool.definition) || call.established.permits.length > 0;
  if (settled || (await isRetry(call))) return next();
  const confirmable = confirmableOf(call);
  const keys = await call.services.key('confirmation');
  const given = call.interaction.proof;
  const unanswered = given?.from === 'request-state' && !(CONFIRM in call.interaction.answers);
  if (given === undefined || unanswered) return ask(call, sealProof(confirmable, keys));
  const continued = continuationOf(confirmable);
  const proof = openProof(given.text, given.from === 'continuation' ? continued : confirmable, keys);
  if (!proof) {
    throw new ManifoldError('E3007', 'The confirmation does not belong to this call, or it is too old.', {
      details: {
        suggestion: 'Send the call without it to be asked again, and do not change the arguments after that.',
      },
    });
  }
  if (given.from === 'request-state') refuseUnlessAccepted(call);
  call.established.permits.push(proofPermit(confirmable.tenant, proof));
  const outcome = await next();
  if (outcome.status !== 'input_required') return outcome;
  // The family's question belongs to the call that was confirmed, so the person is not asked to confirm it again.
  const { requestState: state } = outcome;
  return { ...outcome, requestState: carryProof({ proof: sealProof(continued, keys).proof, state }) };
};

/** The identity of the call that is confirmed or approved. */
export function confirmableOf({
  context,
  tool,
  identityHash,
}: Pick<GuardedCall, 'context' | 'tool' | 'identityHash'>): Confirmable {
  const { tenant, id } = context.principal;
  return {
    tenant,
    principal: id,
    tool: tool.definition.name,
    version: tool.definition.version,
    argumentsHash: identityHash,
  };
}

/** The same call after its family asked for more. Its proof differs from the first one, so that it cannot begin a new call. */
const continuationOf = (confirmable: Confirmable): Confirmable => ({
  ...confirmable,
  tool: `${confirmable.tool}:goes-on`,
});

/** The effect of the call in the words of its family; or the family's refusal if it would refuse the call anyway. */
export async function effectOf(
  call: Pick<GuardedCall, 'tool' | 'arguments' | 'context'> & { services: Pick<GuardedCall['services'], 'dispatcher'> },
): Promise<string | Outcome> {
  const { definition, target } = call.tool;
  const outcome = await call.services.dispatcher.dispatch(
    target,
    {
      kind: 'effect',
      tool: definition.name,
      version: definition.version,
      arguments: call.arguments,
      context: call.context,
    },
    () => undefined,
  );
  return outcome.status === 'ok' ? (outcome.effect ?? definition.title) : outcome;
}

/** Elicitation answers `accept`, `decline` or `cancel`. */
function refuseUnlessAccepted({ interaction }: Pick<GuardedCall, 'interaction'>): void {
  const answer = interaction.answers[CONFIRM] as { action?: unknown; content?: { [CONFIRM]?: unknown } } | undefined;
  if (answer?.action === 'accept' && answer.content?.[CONFIRM] === true) return;
  throw new ManifoldError('E3007', 'The person did not confirm the call, so it was not made.');
}

async function ask(call: GuardedCall, { proof, expiresAt }: { proof: string; expiresAt: number }): Promise<Outcome> {
  if (call.context.principal.unattended) {
    throw new ManifoldError(
      'E3007',
      'This call needs a person to confirm it, and this caller is set up to run unattended.',
      {
        details: { suggestion: 'Let a person make the call, or ask for an approval.' },
      },
    );
  }
  const effect = await effectOf(call);
  if (typeof effect !== 'string') return effect;
  if (call.interaction.canElicit) {
    return {
      status: 'input_required',
      inputRequests: {
        [CONFIRM]: {
          method: 'elicitation/create',
          params: {
            mode: 'form',
            message: effect,
            requestedSchema: {
              type: 'object',
              properties: { [CONFIRM]: { type: 'boolean', title: 'Do this', description: effect } },
              required: [CONFIRM],
            },
          },
        },
      },
      requestState: proof,
      meta: {},
    };
  }
  const isKept = await kept(call, { proof, expiresAt });
  const how = isKept
    ? `call ${CONFIRM_TOOL} with this token`
    : 'repeat the call with the very same arguments and "confirmation_token" set to this token';
  throw new ManifoldError('E3007', `Ask the person to confirm: ${effect}`, {
    details: {
      effect,
      confirmationToken: proof,
      expiresAt: new Date(expiresAt * 1000).toISOString(),
      suggestion: `Show the effect to the person. If they agree, ${how} within ${PROOF_SECONDS / 60} minutes. It is good once.`,
    },
  });
}

/** Keeps the call for `confirm_call`, so that the token alone makes it. */
async function kept(call: GuardedCall, { proof, expiresAt }: { proof: string; expiresAt: number }): Promise<boolean> {
  const { services, tool, context } = call;
  const { tenant, id } = context.principal;
  const at = { tenant, principal: id, proof, keys: await services.key('asked-calls') };
  const asked = {
    tool: `${tool.definition.name}@${tool.definition.version}`,
    arguments: call.arguments,
    ...(context.idempotencyKey === undefined ? {} : { idempotencyKey: context.idempotencyKey }),
  };
  return keepAskedCall(services.state, at, asked, expiresAt).catch(unavailable);
}
