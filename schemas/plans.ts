import * as z from 'zod';
import { Slug } from './json.ts';

/** Limits of one tool that replace those of the tool's definition; absent limits stay as they are. */
export const ToolLimit = z.strictObject({
  perMinute: z.int().nonnegative().optional(),
  perHour: z.int().nonnegative().optional(),
  /** Calls within one second. */
  burst: z.int().nonnegative().optional(),
});
export type ToolLimit = z.infer<typeof ToolLimit>;

/** The limits of a principal (requirement A11). A limit of 0 refuses every request that it counts. */
export const Plan = z.strictObject({
  name: Slug,
  title: z.string().min(1),
  /** Requests of any kind over HTTP. */
  requestsPerMinute: z.int().nonnegative().default(100),
  /** Calls of all tools together. */
  callsPerMinute: z.int().nonnegative().default(50),
  /** Calls of all tools together in one day, UTC; absent: there is no daily limit. */
  callsPerDay: z.int().nonnegative().optional(),
  /** API keys that a person and their agents may have at a time, and agents that the person may have. */
  keys: z.int().nonnegative().default(50),
  agents: z.int().nonnegative().default(10),
  /** How deep agents may nest: 1 is an agent of a person, 2 an agent of that agent. */
  agentDepth: z.int().nonnegative().default(2),
  /** Limits by name of the tool; `*` applies to every tool that is not named. */
  tools: z.record(z.string(), ToolLimit).default({}),
});
export type Plan = z.infer<typeof Plan>;

/** `updatedBy` of shipped plans. A plan that an administrator has changed holds the administrator instead. */
export const SHIPPED_PLAN_OWNER = 'manifold';

export const PlanRecord = z.object({
  ...Plan.shape,
  /** ISO 8601. */
  updatedAt: z.string(),
  updatedBy: z.string(),
});
export type PlanRecord = z.infer<typeof PlanRecord>;

/** Assigns a plan to a tenant, or to one of its principals, in place of the plan of the tier. */
export const PlanAssignment = z.strictObject({
  tenant: z.string().min(1),
  principal: z.string().min(1).optional(),
  plan: Slug,
});
export type PlanAssignment = z.infer<typeof PlanAssignment>;

/** The plan of a principal for which no record exists: 100 requests and 50 calls a minute. */
export const DEFAULT_PLAN: Plan = Plan.parse({ name: 'default', title: 'Default' });

/**
 * The plans of the tiers. Paid ones have the numbers of requirement A11; `free` has a tenth of the daily calls of
 * `personal`.
 */
export const SHIPPED_PLANS: readonly Plan[] = [
  { name: 'free', title: 'Free', callsPerMinute: 10, callsPerDay: 100, keys: 20, agents: 5 },
  { name: 'personal', title: 'Personal', callsPerMinute: 30, callsPerDay: 1_000, keys: 50, agents: 10 },
  {
    name: 'team',
    title: 'Team',
    requestsPerMinute: 200,
    callsPerMinute: 100,
    callsPerDay: 10_000,
    keys: 100,
    agents: 25,
    agentDepth: 3,
  },
  {
    name: 'enterprise',
    title: 'Enterprise',
    requestsPerMinute: 1_000,
    callsPerMinute: 500,
    callsPerDay: 100_000,
    keys: 500,
    agents: 50,
    agentDepth: 3,
  },
].map((plan) => Plan.parse(plan));
