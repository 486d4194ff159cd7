import type { Plan } from '../../../schemas/plans.ts';
import type { ToolDefinition } from '../../../schemas/tool-definition.ts';
import { toolLimitsFor } from './plans.ts';

type Span = 'second' | 'minute' | 'hour' | 'day';
const MILLISECONDS: Record<Span, number> = { second: 1_000, minute: 60_000, hour: 3_600_000, day: 86_400_000 };

/**
 * One limit as it stands now. Windows are those of the clock (UTC), and the window's number is part of the attribute's
 * name: a new window is a new attribute that counts from zero, so no write ever has to reset one.
 */
export interface Counter {
  /** Attribute of the owner's usage item that counts. */
  attribute: string;
  /** Name of the limit, as refusals and `_meta` give it; `owner.…` is one that an agent shares with its owner. */
  name: string;
  limit: number;
  /** Name of the plan that sets it. */
  plan: string;
  span: Span;
  /** Unix milliseconds at which the window ends. */
  resetAt: number;
  /** True if the limit refuses the whole HTTP request, false if it refuses one call. */
  refusesRequest: boolean;
}

export interface CountedRequest {
  plan: Plan;
  /** What an agent is called below its owner, whose item counts it; absent: the principal is its own owner. */
  agent?: { path: string; ownersPlan: Plan };
  /** Absent for requests that call no tool. */
  tool?: Pick<ToolDefinition, 'name' | 'rateLimit'>;
  /** Unix milliseconds. */
  now: number;
}

/**
 * Every limit that a request comes under: those of the principal and, for an agent, those of its owner with all agents.
 */
export function countersOf({ plan, agent, ...request }: CountedRequest): Counter[] {
  if (!agent) return countersUnder(plan, request);
  return [
    ...countersUnder(agent.ownersPlan, request).map((counter) => ({ ...counter, name: `owner.${counter.name}` })),
    ...countersUnder(plan, request).map((counter) => ({ ...counter, attribute: ofAgent(counter.attribute, agent) })),
  ];
}

/** Attribute of an agent's own in the item of its owner; `|` is in no name of an agent or a tool. */
export const ofAgent = (attribute: string, { path }: { path: string }) => `${attribute}|${path}`;

function countersUnder(plan: Plan, { tool, now }: Pick<CountedRequest, 'tool' | 'now'>): Counter[] {
  const counter = (name: string, limit: number, span: Span, what: string): Counter => {
    const window = Math.floor(now / MILLISECONDS[span]);
    return {
      name,
      limit,
      plan: plan.name,
      span,
      // The item is that of the day.
      attribute: span === 'day' ? `day|${what}` : `${span}|${window}|${what}`,
      resetAt: (window + 1) * MILLISECONDS[span],
      refusesRequest: what === 'requests',
    };
  };
  const counters = [counter('requestsPerMinute', plan.requestsPerMinute, 'minute', 'requests')];
  if (!tool) return counters;
  const limits = toolLimitsFor(plan, tool);
  // A part of its own, so that a tool called `calls` counts nothing else.
  const own = `tool|${tool.name}`;
  return [
    ...counters,
    counter('callsPerMinute', plan.callsPerMinute, 'minute', 'calls'),
    ...(plan.callsPerDay === undefined ? [] : [counter('callsPerDay', plan.callsPerDay, 'day', 'calls')]),
    counter(`${tool.name}.perMinute`, limits.perMinute, 'minute', own),
    counter(`${tool.name}.perHour`, limits.perHour, 'hour', own),
    counter(`${tool.name}.burst`, limits.burst, 'second', own),
  ];
}

/** Clocks of instances may differ by a minute: what ended less than two minutes ago may still count. */
const KEEP_MS = 120_000;

/** Counters in an item whose windows are over. Their names never come back, so removing them changes no limit. */
export function endedCounters(item: Readonly<Record<string, unknown>>, now: number): string[] {
  return Object.keys(item).filter((attribute) => {
    const [, span, window] = /^(second|minute|hour)\|(\d+)\|/.exec(attribute) ?? [];
    return span !== undefined && (Number(window) + 1) * MILLISECONDS[span as Span] + KEEP_MS < now;
  });
}
