import { randomUUID } from 'node:crypto';
import type { ToolRecord } from '../../../schemas/registry-records.ts';
import { keyedHashOf } from '../../runtime/json/canonical.ts';
import type { FrontRequest } from '../front-request.ts';
import { recordFailure } from '../guard/audited.ts';
import { type Charge, charge } from '../limits/charge-request.ts';
import type { Services } from '../services.ts';
import { thrownAsResponse } from './json-rpc-errors.ts';

type Message = Record<string, unknown> | undefined;

/** Counts a message as it comes in: as a request, and as a call where it calls a tool that the caller may see. */
export function chargeMessage(
  message: Message,
  request: Omit<FrontRequest, 'charge'>,
  services: Services,
): Promise<Charge> {
  return charge(services.usage, request, calledTool(message, request)?.definition);
}

/** The answer to a request that is refused as a whole: 429 and when to come back. A call in it is audited. */
export async function requestLimit(
  message: Message,
  request: FrontRequest,
  services: Services,
): Promise<Response | undefined> {
  const { refusal } = request.charge;
  if (refusal?.refuses !== 'request') return undefined;
  if (message?.method === 'tools/call') await auditRefusal(message, request, services);
  const { error } = refusal;
  const options = { correlationId: request.correlationId, showTrace: false };
  const response = thrownAsResponse(error, options, message?.id);
  if (error.details.retryAfter !== undefined) response.headers.set('retry-after', String(error.details.retryAfter));
  return response;
}

/** An unknown name is refused later, with a suggestion; until then it counts as a request alone. */
function calledTool(message: Message, { view }: Pick<FrontRequest, 'view'>): ToolRecord | undefined {
  const { name } = Object(message?.params) as { name?: unknown };
  if (message?.method !== 'tools/call' || typeof name !== 'string') return undefined;
  try {
    return view.tool(name);
  } catch {
    return undefined;
  }
}

async function auditRefusal(message: Record<string, unknown>, request: FrontRequest, services: Services) {
  const params = Object(message.params) as { name?: unknown; arguments?: unknown };
  await recordFailure(
    {
      services,
      request,
      callId: randomUUID(),
      startedAt: Date.now(),
      operation: 'tools/call',
      target: String(params.name),
      argumentsHash: keyedHashOf(params.arguments ?? {}, await services.key('audit-arguments')),
      argumentsProjection: {},
    },
    'refused',
    'E3009',
  );
}
