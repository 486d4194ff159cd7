/**
 * Limits of what callers may ask of front (requirements A11, A14). A message is counted once, as it comes in; a call of a
 * batch is counted by its guard.
 */
import type { ToolDefinition } from '../../../schemas/tool-definition.ts';
import { ManifoldError } from '../../core/errors/manifold-error.ts';
import { maskAddress } from '../../core/errors/mask.ts';
import { count } from '../../core/logging/metrics.ts';
import type { Counter } from '../../platform/limits/counters.ts';
import { ownersPlan, type Plans, planFor } from '../../platform/limits/plans.ts';
import {
  type TakeResult,
  takeBudget,
  type UsageRequest,
  type UsageTable,
} from '../../platform/limits/usage-repository.ts';
import type { FrontRequest } from '../front-request.ts';
import { toolForAudit } from '../guard/audit/audit-target.ts';
import type { AuditedRequest } from '../guard/audit/audited.ts';
import { recordRefusal } from '../guard/audit/refused-message.ts';
import type { Guard } from '../guard/guarded-call.ts';
import { thrownAsResponse } from '../http/json-rpc-errors.ts';
import { calledTool } from '../http/message-checks.ts';
import { METHODS, methodOf } from '../methods.ts';
import type { Services } from '../services.ts';

/** The limit with the least left, as `_meta["manifold/rateLimit"]` reports it. */
export interface RemainingBudget {
  /** Name of the limit, such as `callsPerMinute` or `verify_pan.perHour`. */
  name: string;
  limit: number;
  remaining: number;
  /** ISO 8601, UTC; absent if the limit is 0, since no wait helps then. */
  resetAt?: string;
}

/** How a request was counted. */
export interface Charge {
  /** Name of the tool whose call was counted; absent if the request was counted alone. */
  tool?: string;
  budget: RemainingBudget;
  /** The call as it was counted; absent if no call was. */
  taken?: UsageRequest;
  /** Why the request, or the call in it, is refused. */
  refusal?: { error: ManifoldError; refuses: 'request' | 'call' };
}

type Message = Record<string, unknown> | undefined;
type Charged = Pick<FrontRequest, 'principal' | 'sourceIp'> & {
  readonly catalogue: { readonly plans: Plans };
  readonly endpoint: { readonly kind: FrontRequest['endpoint']['kind'] };
};

/**
 * Counts a message as it comes in: as a request, and as a call if it calls a tool that the caller may see. An unknown
 * name counts as a request alone.
 */
export function chargeMessage(
  message: Message,
  request: Omit<FrontRequest, 'charge'>,
  services: Pick<Services, 'usage'>,
): Promise<Charge> {
  const method = methodOf(message);
  const isCall = method !== undefined && METHODS[method].charged === 'call';
  return charge(services.usage, request, isCall ? calledTool(message, request.view)?.definition : undefined);
}

/** The answer to a request that is refused as a whole: 429 with the time to wait. A call in it is audited. */
export async function refuseOverLimit(
  message: Message,
  request: AuditedRequest & { readonly charge: Pick<Charge, 'refusal'> },
  services: Pick<Services, 'audit' | 'key' | 'refused'>,
): Promise<Response | undefined> {
  const { refusal } = request.charge;
  if (refusal?.refuses !== 'request') return undefined;
  if (methodOf(message) === 'tools/call') {
    const params = Object(message?.params) as { name?: unknown; arguments?: unknown };
    await recordRefusal({
      services,
      request,
      operation: 'tools/call',
      target: toolForAudit(request.catalogue, typeof params.name === 'string' ? params.name : ''),
      arguments: params.arguments ?? {},
      errorCode: 'E3009',
    });
  }
  const options = { correlationId: request.correlationId, showTrace: false };
  return thrownAsResponse(refusal.error, options, message?.id);
}

/**
 * Refuses a call whose limit is used up. A request with one call was counted with it as it came in; a request that
 * carries several calls is counted here, call by call.
 *
 * @throws {ManifoldError} E3009 with the limit, its reset and the time to wait
 */
export const rateLimit: Guard = async (call, next) => {
  const { request, services, tool } = call;
  const counted = request.charge.tool === tool.definition.name;
  const { refusal, budget, taken } = counted ? request.charge : await charge(services.usage, request, tool.definition);
  call.established.budget = budget;
  if (taken) call.established.taken = taken;
  if (refusal) throw refusal.error;
  return next();
};

/**
 * Counts a request, and the call in it, under the limits of its principal: one write, which records the usage too. A
 * principal is counted as the same under every credential, an agent also for its owner, and callers without a credential
 * by their network.
 *
 * @throws {ManifoldError} E5002 if the usage table does not answer: a request that cannot be counted is refused
 */
export async function charge(
  usage: UsageTable,
  request: Charged,
  tool?: Pick<ToolDefinition, 'name' | 'rateLimit'>,
): Promise<Charge> {
  const { principal, catalogue, sourceIp, endpoint } = request;
  const plan = planFor(catalogue.plans, principal);
  const take: UsageRequest = {
    tenant: principal.tenant,
    principal: endpoint.kind === 'public' ? `${principal.id}@${maskAddress(sourceIp)}` : principal.id,
    tier: principal.tier,
    plan,
    ownersPlan: ownersPlan(catalogue.plans, principal),
    now: Date.now(),
    ...(tool ? { tool } : {}),
  };
  const result = await takeBudget(usage, take).catch((cause: unknown) => {
    throw new ManifoldError('E5002', 'The usage table does not answer, so nothing was done. Try again in a moment.', {
      cause,
    });
  });
  if (result.state === 'refused') count('RateLimited');
  const taken = tool && result.state === 'taken' ? { taken: take } : {};
  return { ...(tool ? { tool: tool.name } : {}), ...taken, ...chargeOf(result) };
}

function chargeOf(result: TakeResult): Omit<Charge, 'tool'> {
  if (result.state === 'taken') return { budget: budgetOf(result.tightest.counter, result.tightest.remaining) };
  const { counter } = result;
  const refuses = counter.refusesRequest ? 'request' : 'call';
  return { budget: budgetOf(counter, 0), refusal: { error: refusalOf(counter), refuses } };
}

function budgetOf({ name, limit, resetAt }: Counter, remaining: number): RemainingBudget {
  return { name, limit, remaining, ...(limit > 0 ? { resetAt: new Date(resetAt).toISOString() } : {}) };
}

function refusalOf(counter: Counter): ManifoldError {
  const { name, limit, span, resetAt, plan } = counter;
  const { name: limitName, ...budget } = budgetOf(counter, 0);
  const facts = { limitName, ...budget, plan };
  if (limit === 0) {
    return new ManifoldError('E3009', `The limit "${name}" is 0 under the plan "${plan}": this is switched off.`, {
      retryable: false,
      details: { ...facts, suggestion: 'A retry does not help. Ask an administrator for another plan or limit.' },
    });
  }
  const retryAfter = Math.max(1, Math.ceil((resetAt - Date.now()) / 1000));
  return new ManifoldError('E3009', `The limit "${name}" of ${limit} a ${span} is used up.`, {
    details: { ...facts, retryAfter, suggestion: `Wait ${retryAfter} s, then send it again.` },
  });
}
