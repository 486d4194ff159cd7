import {
  createRequestStateCodec,
  type InputRequiredResult,
  inputRequired,
  type ServerContext,
} from '@modelcontextprotocol/server';
import type { Outcome } from '../../../schemas/invocation.ts';
import type { KeyRing } from '../../core/secrets/key-ring.ts';
import { cleanValue } from '../../platform/output/clean-value.ts';
import type { FrontRequest } from '../front-request.ts';
import type { Services } from '../services.ts';

type Keys = Pick<Services, 'key'>;
type InputRequired = Extract<Outcome, { status: 'input_required' }>;

/** What `authInfo.extra` holds for a message: its principal, and the tool, prompt or resource that it is about. */
export interface StateOwner {
  readonly request: Pick<FrontRequest, 'principal'>;
  readonly subject: unknown;
}

/**
 * Seals request state so that only the principal that it was given to can bring it back, unchanged, within ten minutes,
 * and only to the tool, prompt or resource that gave it out: a family must not take the state of another for its own.
 */
function codecOf(key: string) {
  return createRequestStateCodec<string>({
    key,
    bind: ({ mcpReq, http }) => {
      const { request, subject } = Object(http?.authInfo?.extra) as StateOwner;
      const { tenant, id } = request.principal;
      return JSON.stringify([mcpReq.method, tenant, id, subject]);
    },
  });
}

/** A state that a later version of the key sealed begins with that version: `k2~`. */
const NAMED = /^(?:k(\d{1,4})~)?(.*)$/s;

async function sealed(state: string, { version, key }: KeyRing, ctx: ServerContext): Promise<string> {
  const text = await codecOf(key).mint(state, ctx);
  return version === 1 ? text : `k${version}~${text}`;
}

/** The questions of a family to the caller, with the family's state sealed. */
export async function inputRequiredResult(
  outcome: InputRequired,
  services: Keys,
  ctx: ServerContext,
): Promise<InputRequiredResult> {
  const state =
    outcome.requestState === undefined
      ? undefined
      : await sealed(outcome.requestState, await services.key('request-state'), ctx);
  return inputRequired({
    inputRequests: cleanValue(outcome.inputRequests) as Parameters<typeof inputRequired>[0]['inputRequests'],
    ...(state === undefined ? {} : { requestState: state }),
  } as Parameters<typeof inputRequired>[0]);
}

/** Opens a state that a client brought back. @throws {Error} if it was altered, belongs to somebody else, or is too old */
export async function openRequestState(state: string, services: Keys, ctx: ServerContext): Promise<string> {
  const keys = await services.key('request-state');
  const [, version = '1', text = ''] = NAMED.exec(state) ?? [];
  const key = keys.at(Number(version));
  if (key === undefined) throw new Error('The state is sealed under a key that the platform does not have.');
  return codecOf(key).verify(text, ctx);
}
