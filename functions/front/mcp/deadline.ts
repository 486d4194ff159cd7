import type { ServerContext } from '@modelcontextprotocol/server';
import type { CallContext } from '../../../schemas/invocation.ts';
import { ManifoldError } from '../../core/errors/manifold-error.ts';
import type { FrontRequest } from '../front-request.ts';

/** Time front keeps for itself of what its function has, to audit and answer. */
const RESERVE_MS = 2_000;
/** Where a call says how long its caller waits: the protocol has no field for it, and a disconnect reaches nobody. */
const META_TIMEOUT = 'manifold/timeoutMs';
const LEAST_MS = 100;

/** The time of one call, and whether that is less than its tool may take. */
export function timeOf(
  request: Pick<FrontRequest, 'functionDeadline'>,
  ctx: Pick<ServerContext, 'mcpReq'>,
  timeoutMs: number,
): Pick<CallContext, 'deadline' | 'hurried'> {
  const full = Date.now() + timeoutMs;
  const deadline = deadlineOf(request, ctx, timeoutMs);
  return deadline < full ? { deadline, hurried: true } : { deadline };
}

/**
 * When something has to be over: by what its caller waits, what it may take, and what is left of the function.
 *
 * @param timeoutMs may be without end
 * @returns Unix milliseconds
 * @throws {ManifoldError} E2004 where the caller's time is no number of milliseconds
 */
export function deadlineOf(
  { functionDeadline }: Pick<FrontRequest, 'functionDeadline'>,
  { mcpReq }: Pick<ServerContext, 'mcpReq'>,
  timeoutMs: number,
): number {
  const { [META_TIMEOUT]: asked = timeoutMs } = (mcpReq._meta ?? {}) as Record<string, unknown>;
  if (typeof asked !== 'number' || !(asked >= LEAST_MS)) {
    throw new ManifoldError('E2004', `${META_TIMEOUT} has to be a number of milliseconds, at least ${LEAST_MS}.`, {
      details: { field: `_meta.${META_TIMEOUT}`, expectedFormat: `milliseconds, at least ${LEAST_MS}` },
    });
  }
  return Math.floor(Math.min(Date.now() + Math.min(asked, timeoutMs), functionDeadline - RESERVE_MS));
}
