import type { ToolDefinition } from '../../../schemas/tool-definition.ts';
import { ManifoldError } from '../../core/errors/manifold-error.ts';
import { maskAddress } from '../../core/errors/mask.ts';
import { count } from '../../core/logging/metrics.ts';
import type { Counter } from '../../platform/limits/counters.ts';
import { ownersPlan, planFor } from '../../platform/limits/plans.ts';
import { type TakeResult, takeBudget, type UsageTable } from '../../platform/limits/usage-repository.ts';
import type { FrontRequest } from '../front-request.ts';

/** What `_meta["manifold/rateLimit"]` says: the limit with the least left. */
export interface RemainingBudget {
  /** Name of the limit, such as `callsPerMinute` or `verify_pan.perHour`. */
  name: string;
  limit: number;
  remaining: number;
  /** ISO 8601, UTC; absent where the limit is 0 and no wait helps. */
  resetAt?: string;
}

/** What counting a request came to. */
export interface Charge {
  /** Name of the tool whose call was counted; absent where the request was counted alone. */
  tool?: string;
  budget: RemainingBudget;
  /** Why the request, or the call in it, is refused. */
  refusal?: { error: ManifoldError; refuses: 'request' | 'call' };
}

type Charged = Pick<FrontRequest, 'principal' | 'catalogue' | 'sourceIp' | 'endpoint'>;

/**
 * Counts a request, and the call in it, under the limits of its principal (requirements A11, A14): one write, which is
 * the usage as well. The principal is who it is under any credential; what an agent does counts for its owner too; callers
 * without a credential are told apart by network.
 *
 * @throws {ManifoldError} E5002 where the usage table does not answer: what cannot be counted is not done
 */
export async function charge(usage: UsageTable, request: Charged, tool?: ToolDefinition): Promise<Charge> {
  const { principal, catalogue, sourceIp, endpoint } = request;
  const plan = planFor(catalogue.plans, principal);
  const result = await takeBudget(usage, {
    tenant: principal.tenant,
    principal: endpoint.kind === 'public' ? `${principal.id}@${maskAddress(sourceIp)}` : principal.id,
    tier: principal.tier,
    plan,
    ownersPlan: ownersPlan(catalogue.plans, principal),
    now: Date.now(),
    ...(tool ? { tool } : {}),
  }).catch((cause: unknown) => {
    throw new ManifoldError('E5002', 'The usage table does not answer, so nothing was done. Try again in a moment.', {
      cause,
    });
  });
  if (result.state === 'refused') count('RateLimited');
  return { ...(tool ? { tool: tool.name } : {}), ...chargeOf(result) };
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
      details: { ...facts, suggestion: 'A repetition does not help. Ask an administrator for another plan or limit.' },
    });
  }
  const retryAfter = Math.max(1, Math.ceil((resetAt - Date.now()) / 1000));
  return new ManifoldError('E3009', `The limit "${name}" of ${limit} a ${span} is used up.`, {
    details: { ...facts, retryAfter, suggestion: `Wait ${retryAfter} s, then send it again.` },
  });
}
