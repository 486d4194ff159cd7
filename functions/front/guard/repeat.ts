import type { ToolDefinition } from '../../../schemas/tool-definition.ts';
import { lookUpClaim } from '../../runtime/claims/claim-repository.ts';
import type { GuardedCall } from './guarded-call.ts';

/** Whether calls of a tool claim their idempotency key: reads run as often as they are sent, except where they pay. */
export function claimsKeys({ annotations, movesMoney }: Pick<ToolDefinition, 'annotations' | 'movesMoney'>): boolean {
  return movesMoney || !annotations.readOnlyHint;
}

/**
 * Whether the call repeats one whose idempotency key is known: it gets what became of that one, so nobody is asked a
 * second time. The write claim then holds it to that and lets nothing run, even if the key comes free in between.
 */
export async function isRepeat({ context, services, tool, argumentsHash, established }: GuardedCall): Promise<boolean> {
  const { idempotencyKey, principal } = context;
  if (idempotencyKey === undefined || !claimsKeys(tool.definition)) return false;
  const known = await lookUpClaim(services.state, {
    tenant: principal.tenant,
    principal: principal.id,
    key: idempotencyKey,
    tool: tool.definition.name,
    argumentsHash,
  });
  if (known !== undefined) established.repeat = true;
  return known !== undefined;
}
