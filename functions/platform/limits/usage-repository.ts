/**
 * Limits and usage, in the usage table. Access patterns:
 * - take: UpdateItem <tenant>#usage#<day> / <owner>, conditional on every limit; exactly one per request. The condition
 *   and all counters are in one item, those of an owner's agents too, so the limits are exact however many instances write.
 * - settle: UpdateItem of the same item, for a call that was counted and then not made; never for one that was made
 * - own usage of a principal: BatchGetItem of its days (read-usage.ts)
 * - billing, by operators: Query <tenant>#usage#<day>, or a Scan for all tenants
 */
import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { type DynamoDBDocumentClient, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { unmarshall } from '@aws-sdk/util-dynamodb';
import { agentPath, ownerOf } from '../../../schemas/agents.ts';
import { usageKey } from '../../../schemas/keys.ts';
import type { Plan } from '../../../schemas/plans.ts';
import type { Tier } from '../../../schemas/tool-definition.ts';
import { type CountedRequest, type Counter, countersOf, endedCounters, ofAgent } from './counters.ts';

/** How long usage is kept for billing: a year and a month. */
export const KEEP_DAYS = 400;
/** Names of ended counters that one write takes along; an expression ends at 4 KB. */
const MOST_REMOVED = 60;
const MOST_REMEMBERED = 1_000;

export interface UsageTable {
  client: DynamoDBDocumentClient;
  table: string;
}

export interface UsageRequest extends Omit<CountedRequest, 'agent'> {
  tenant: string;
  principal: string;
  tier: Tier;
  /** Plan of the owner of an agent; absent: the principal's. */
  ownersPlan?: Plan;
}

/** How one limit stands after the request. */
export interface Standing {
  counter: Counter;
  remaining: number;
}

export type TakeResult = { state: 'taken'; tightest: Standing } | { state: 'refused'; counter: Counter };

/** Counters that a later write of the same principal removes. Forgetting them costs room in an item, nothing else. */
const ended = new Map<string, string[]>();

/**
 * Counts a request under all its limits, or under no limit if one is used up. A write that the SDK retries may count
 * twice, but no request is left out.
 */
export async function takeBudget(usage: UsageTable, request: UsageRequest): Promise<TakeResult> {
  const counters = countersOf({ ...request, agent: agentOf(request) });
  const blocked = counters.find(({ limit }) => limit === 0);
  if (blocked) return { state: 'refused', counter: blocked };
  const key = usageKey(request.tenant, dayOf(request.now), ownerOf(request.principal));
  const memory = `${usage.table} ${key.pk} ${key.sk}`;
  try {
    const { Attributes = {} } = await usage.client.send(
      new UpdateCommand(takeOf({ table: usage.table, request, counters, removed: ended.get(memory) ?? [] })),
    );
    remember(memory, endedCounters(Attributes, request.now));
    return { state: 'taken', tightest: tightestOf(counters, Attributes) };
  } catch (error) {
    if (!(error instanceof ConditionalCheckFailedException) || !error.Item) throw error;
    return { state: 'refused', counter: usedUp(counters, unmarshall(error.Item)) };
  }
}

/** The day of a moment, UTC, as `2026-11-21`. */
export const dayOf = (now: number) => new Date(now).toISOString().slice(0, 10);

/**
 * Attributes of what is billed: requests and calls of the day, and calls by tool and tier; by agent too, see `ofAgent`.
 */
const BILLED = {
  requests: 'day|requests',
  calls: 'day|calls',
  callsOf: (tool: string, tier: Tier) => `billed|${tool}|${tier}`,
  refusedOf: (tool: string, tier: Tier) => `refused|${tool}|${tier}`,
};

/**
 * How a call ended that was counted and not made. `refused`: a guard refused it. `asked`: a person has to confirm or
 * approve it first; then the call comes again, and counts when it is made.
 */
export type NotMade = 'refused' | 'asked';

/**
 * Counts a call apart that was counted as made and was not: it is not billed, and a call that a person has to agree to
 * first has used no limit of calls. Its request stays counted.
 *
 * @param request as it was taken, with its time
 */
export async function settleNotMade(usage: UsageTable, request: UsageRequest, how: NotMade): Promise<void> {
  const { tenant, principal, tier, tool, now } = request;
  if (!tool) return;
  const path = agentPath(principal);
  const named = (attribute: string) => (path === undefined ? attribute : ofAgent(attribute, { path }));
  const counters = countersOf({ ...request, agent: agentOf(request) });
  const limits = counters.filter(({ refusesRequest }) => !refusesRequest).map(({ attribute }) => attribute);
  const days = [BILLED.calls, named(BILLED.calls)];
  const less = [named(BILLED.callsOf(tool.name, tier)), ...(how === 'asked' ? [...limits, ...days] : [])];
  const more = how === 'refused' ? [named(BILLED.refusedOf(tool.name, tier))] : [];
  const names = [...new Set(less), ...more];
  await usage.client.send(
    new UpdateCommand({
      TableName: usage.table,
      Key: usageKey(tenant, dayOf(now), ownerOf(principal)),
      UpdateExpression: `ADD ${names.map((name, index) => `#c${index} ${more.includes(name) ? ':more' : ':less'}`).join(', ')}`,
      ExpressionAttributeNames: Object.fromEntries(names.map((name, index) => [`#c${index}`, name])),
      ExpressionAttributeValues: { ':less': -1, ...(more.length > 0 ? { ':more': 1 } : {}) },
    }),
  );
}

function agentOf({ principal, plan, ownersPlan = plan }: UsageRequest) {
  const path = agentPath(principal);
  return path === undefined ? undefined : { path, ownersPlan };
}

interface Take {
  table: string;
  request: UsageRequest;
  counters: readonly Counter[];
  /** Counters that have ended, and go with this write. */
  removed: readonly string[];
}

function takeOf({ table, request, counters, removed: all }: Take) {
  const { tenant, principal, tier, tool, now } = request;
  const path = agentPath(principal);
  const days = [BILLED.requests, ...(tool ? [BILLED.calls] : [])];
  const own = [...days, ...(tool ? [BILLED.callsOf(tool.name, tier)] : [])];
  const billed = path === undefined ? own : [...days, ...own.map((attribute) => ofAgent(attribute, { path }))];
  // Calls of the day are counted under a plan that sets no limit of them too: the limit may come before the day ends.
  const counted = [...new Set([...counters.map(({ attribute }) => attribute), ...billed])];
  const removed = all.slice(0, MOST_REMOVED);
  const names = [...counted, ...removed];
  return {
    TableName: table,
    Key: usageKey(tenant, dayOf(now), ownerOf(principal)),
    UpdateExpression: [
      `SET expiresAt = :expiresAt ADD ${counted.map((_, index) => `#c${index} :one`).join(', ')}`,
      removed.length > 0 ? `REMOVE ${removed.map((_, index) => `#c${counted.length + index}`).join(', ')}` : '',
    ].join(' '),
    ConditionExpression: counters
      .map((_, index) => `(attribute_not_exists(#c${index}) OR #c${index} < :l${index})`)
      .join(' AND '),
    ExpressionAttributeNames: Object.fromEntries(names.map((name, index) => [`#c${index}`, name])),
    ExpressionAttributeValues: {
      ':one': 1,
      ':expiresAt': Math.floor(now / 1000) + KEEP_DAYS * 86_400,
      ...Object.fromEntries(counters.map(({ limit }, index) => [`:l${index}`, limit])),
    },
    ReturnValues: 'ALL_NEW' as const,
    ReturnValuesOnConditionCheckFailure: 'ALL_OLD' as const,
  };
}

function remember(memory: string, names: string[]): void {
  ended.delete(memory);
  if (names.length === 0) return;
  ended.set(memory, names);
  const [oldest] = ended.keys();
  if (ended.size > MOST_REMEMBERED && oldest !== undefined) ended.delete(oldest);
}

type Item = Readonly<Record<string, unknown>>;
const leftOf = ({ attribute, limit }: Counter, item: Item) => Math.max(0, limit - Number(item[attribute] ?? 0));

/** The limit with the least left. A burst is over in a second, so it says nothing of what remains. */
function tightestOf(counters: readonly Counter[], item: Item): Standing {
  const standings = counters
    .filter(({ span }) => span !== 'second')
    .map((counter) => ({ counter, remaining: leftOf(counter, item) }));
  return standings.reduce((least, standing) => (standing.remaining < least.remaining ? standing : least));
}

/** The limit that refuses: of those that are used up, the one that lasts longest. */
function usedUp(counters: readonly Counter[], item: Item): Counter {
  const out = counters.filter((counter) => leftOf(counter, item) === 0);
  const [first, ...others] = out;
  if (!first) throw new Error('a limit refused a request, and none of them is used up');
  return others.reduce((longest, counter) => (counter.resetAt > longest.resetAt ? counter : longest), first);
}
