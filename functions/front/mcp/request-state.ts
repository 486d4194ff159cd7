import {
  createRequestStateCodec,
  type InputRequiredResult,
  inputRequired,
  type ServerContext,
} from '@modelcontextprotocol/server';
import type { Outcome } from '../../../schemas/invocation.ts';
import { cleanValue } from '../../platform/output/clean-value.ts';
import type { FrontRequest } from '../front-request.ts';
import type { Services } from '../services.ts';

type InputRequired = Extract<Outcome, { status: 'input_required' }>;

/** What `authInfo.extra` says of the message that asks: who sends it, and which tool, prompt or resource it is about. */
export interface StateOwner {
  readonly request: Pick<FrontRequest, 'principal'>;
  readonly subject: unknown;
}

/**
 * Seals request state so that only the principal it was given to can bring it back, unchanged, within ten minutes, and to
 * nothing but what gave it: a family must not take the state of another for its own.
 */
async function codecOf(services: Services) {
  return createRequestStateCodec<string>({
    key: await services.key('request-state'),
    bind: ({ mcpReq, http }) => {
      const { request, subject } = Object(http?.authInfo?.extra) as StateOwner;
      const { tenant, id } = request.principal;
      return JSON.stringify([mcpReq.method, tenant, id, subject]);
    },
  });
}

/** What a family asks of the caller, with its state sealed. */
export async function inputRequiredResult(
  outcome: InputRequired,
  services: Services,
  ctx: ServerContext,
): Promise<InputRequiredResult> {
  const sealed =
    outcome.requestState === undefined ? undefined : await (await codecOf(services)).mint(outcome.requestState, ctx);
  return inputRequired({
    inputRequests: cleanValue(outcome.inputRequests) as Parameters<typeof inputRequired>[0]['inputRequests'],
    ...(sealed === undefined ? {} : { requestState: sealed }),
  } as Parameters<typeof inputRequired>[0]);
}

/** Opens a state that a client brought back. @throws {Error} where it was altered, is another's, or is too old */
export async function openRequestState(state: string, services: Services, ctx: ServerContext): Promise<string> {
  return (await codecOf(services)).verify(state, ctx);
}
