import type { FrontRequest } from '../front-request.ts';
import { toolForAudit } from '../guard/audit/audit-target.ts';
import { recordRefusal } from '../guard/audit/refused-message.ts';
import { type Charge, charge } from '../limits/charge.ts';
import type { Services } from '../services.ts';
import { calledTool } from './called-tool.ts';
import { thrownAsResponse } from './json-rpc-errors.ts';

type Message = Record<string, unknown> | undefined;

/**
 * Counts a message as it comes in: as a request, and as a call where it calls a tool that the caller may see. An unknown
 * name counts as a request alone.
 */
export function chargeMessage(
  message: Message,
  request: Omit<FrontRequest, 'charge'>,
  services: Services,
): Promise<Charge> {
  return charge(services.usage, request, calledTool(message, request.view)?.definition);
}

/** The answer to a request that is refused as a whole: 429 and when to come back. A call in it is audited. */
export async function requestLimit(
  message: Message,
  request: FrontRequest,
  services: Services,
): Promise<Response | undefined> {
  const { refusal } = request.charge;
  if (refusal?.refuses !== 'request') return undefined;
  if (message?.method === 'tools/call') {
    const params = Object(message.params) as { name?: unknown; arguments?: unknown };
    await recordRefusal({
      services,
      request,
      operation: 'tools/call',
      target: toolForAudit(request.catalogue, typeof params.name === 'string' ? params.name : ''),
      arguments: params.arguments ?? {},
      errorCode: 'E3009',
    });
  }
  const { error } = refusal;
  const options = { correlationId: request.correlationId, showTrace: false };
  return thrownAsResponse(error, options, message?.id);
}
