import type { ServerContext } from '@modelcontextprotocol/server';
import { carriedProof, isProof } from '../../platform/confirmation/sealed-proof.ts';
import type { Interaction } from '../guard/guarded-call.ts';

/** Argument under which clients without elicitation send a confirmation back; front takes it out of the arguments. */
export const TOKEN_ARGUMENT = 'confirmation_token';

/** How the caller of a tool can be asked, and what it brought back of an earlier round. */
export function interactionOf({ mcpReq }: ServerContext, args: Record<string, unknown>): Interaction {
  const envelope = mcpReq.envelope as Record<string, unknown> | undefined;
  const capabilities = envelope?.['io.modelcontextprotocol/clientCapabilities'] as
    | { elicitation?: unknown }
    | undefined;
  const state = mcpReq.requestState<string>();
  const meta = mcpReq._meta as Record<string, unknown> | undefined;
  const carried = carriedProof(state);
  const token = [meta?.['manifold/confirmationToken'], args[TOKEN_ARGUMENT]].find(isProof);
  return {
    canElicit: capabilities?.elicitation !== undefined,
    answers: mcpReq.inputResponses ?? {},
    ...(isProof(state)
      ? { proof: { text: state, from: 'request-state' } }
      : carried
        ? { proof: { text: carried.proof, from: 'continuation' } }
        : token === undefined
          ? {}
          : { proof: { text: token, from: 'token' } }),
  };
}

/** The arguments that the tool is meant to see. */
export function ownArguments(args: Record<string, unknown>): Record<string, unknown> {
  const { [TOKEN_ARGUMENT]: _token, ...own } = args;
  return own;
}
