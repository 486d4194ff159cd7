import * as z from 'zod';
import { textKind } from '../../../schemas/text-kind.ts';
import { CONFIRM_TOOL } from '../../../schemas/tool-definition.ts';
import { ManifoldError } from '../../core/errors/manifold-error.ts';
import { type AskedCall, askedCall } from '../../platform/confirmation/asked-call.ts';
import { isProof } from '../../platform/confirmation/sealed-proof.ts';
import type { FrontRequest } from '../front-request.ts';
import { orRecordRefusal } from '../guard/audit/refused-message.ts';
import { unavailable } from '../guard/exactly-once/claim-refusals.ts';
import type { Services } from '../services.ts';
import { TOKEN_ARGUMENT } from './call-context.ts';
import { frontTool, parseFrontInput } from './front-tool.ts';

const ConfirmArguments = z.strictObject({
  token: z.string().min(1).describe('The confirmationToken of the refusal.').meta(textKind('secret')),
});

export const CONFIRM_RECORD = frontTool({
  name: CONFIRM_TOOL,
  title: 'Make a confirmed call',
  description:
    'Makes a call that was refused with a confirmationToken, with the same arguments. Use it only after the person has seen the effect and agreed. The result is that of the call.',
  examples: [{ title: 'A confirmed call', arguments: { token: 'mfc_1_1795248692_80279a6f_6c329e8c' } }],
  input: ConfirmArguments,
});

/** The confirmed call as it is made again: the same tool, version, arguments and idempotency key, with the token. */
export interface ConfirmedCall {
  readonly name: string;
  readonly arguments: Record<string, unknown>;
  readonly idempotencyKey: string | undefined;
}

/**
 * The call to which a token belongs. It then passes every guard, of which the confirmation guard checks the token. A token
 * that belongs to no call of the caller is audited as a refusal.
 *
 * @throws {ManifoldError} E2002 to E2004 for wrong arguments, E3007 if the caller has no such call, E5002
 */
export async function confirmedCall(
  request: FrontRequest,
  services: Services,
  args: Record<string, unknown> = {},
): Promise<ConfirmedCall> {
  const message = { services, request, operation: 'tools/call', target: CONFIRM_TOOL, arguments: args } as const;
  return orRecordRefusal(message, async () => {
    const { token } = parseFrontInput(ConfirmArguments, args);
    const call = isProof(token) ? await callOf(request, services, token) : undefined;
    if (!call) throw unknownToken();
    return {
      name: call.tool,
      arguments: { ...call.arguments, [TOKEN_ARGUMENT]: token },
      idempotencyKey: call.idempotencyKey,
    };
  });
}

async function callOf(
  { principal }: FrontRequest,
  { state, key }: Services,
  proof: string,
): Promise<AskedCall | undefined> {
  const at = { tenant: principal.tenant, principal: principal.id, proof, keys: await key('asked-calls') };
  return askedCall(state, at).catch(unavailable);
}

function unknownToken(): ManifoldError {
  return new ManifoldError('E3007', 'The token belongs to no call of yours, or it is too old.', {
    details: { suggestion: 'Make the call itself again to get a new token.' },
  });
}
