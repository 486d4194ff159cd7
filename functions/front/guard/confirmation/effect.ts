import type { Outcome } from '../../../../schemas/invocation.ts';
import type { Confirmable } from '../../../platform/confirmation/sealed-proof.ts';
import type { GuardedCall } from '../guarded-call.ts';

/** The answer that the elicitation form asks for. */
export const CONFIRM = 'confirm';

/** The very call that is confirmed or approved. */
export function confirmableOf({ context, tool, argumentsHash }: GuardedCall): Confirmable {
  const { tenant, id } = context.principal;
  return { tenant, principal: id, tool: tool.definition.name, version: tool.definition.version, argumentsHash };
}

/** What the call would do, in words of its family; or the family's refusal, where it would refuse the call anyway. */
export async function effectOf(call: GuardedCall): Promise<string | Outcome> {
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
