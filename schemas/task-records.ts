import * as z from 'zod';
import { AuditEvent } from './audit-event.ts';
import { Invocation } from './invocation.ts';
import { FamilyTarget } from './registry-records.ts';

/** Names one round of work of one task. */
export const TaskRound = z.object({
  tenant: z.string(),
  principal: z.string(),
  taskId: z.string(),
  /** From 1; another one begins each time the caller has answered what the family asked. */
  round: z.int().positive(),
});
export type TaskRound = z.infer<typeof TaskRound>;

/** All that the event for the task runner holds: the round, and the milliseconds that it may take. */
export const TaskEvent = TaskRound.extend({ timeoutMs: z.int().positive() });
export type TaskEvent = z.infer<typeof TaskEvent>;

/** The claim that the work settles once it ends: platform/idempotency/claim-repository.ts. */
export const TaskClaim = z.object({
  at: z.object({ pk: z.string(), sk: z.string() }),
  owner: z.string(),
  keepSeconds: z.number(),
  retriesFailures: z.boolean(),
  shownOnce: z.array(z.string()).optional(),
  tool: z.string(),
});
export type TaskClaim = z.infer<typeof TaskClaim>;

/**
 * All that a round of work needs, kept sealed beside the task until it ends: it holds the arguments. What front decided
 * about the call is decided; the runner only does it, and writes down what came of it.
 */
export const TaskJob = z.object({
  target: FamilyTarget,
  invocation: Invocation,
  /** Milliseconds that one round may take, as the tool's definition says; for the event of the next one. */
  timeoutMs: z.int().positive(),
  /** True where nothing is lost by not knowing whether the work was done. */
  readOnly: z.boolean(),
  /** The audit intent of this round. Its outcome has the same call id. */
  intent: AuditEvent,
  /** Unix milliseconds. */
  startedAt: z.int(),
  claim: TaskClaim.optional(),
});
export type TaskJob = z.infer<typeof TaskJob>;

/** What the family has asked of the caller, and what has come back so far; by the keys that go over the wire. */
export const TaskInput = z.object({
  requests: z.record(
    z.string(),
    z.object({ method: z.string(), params: z.record(z.string(), z.unknown()).optional() }),
  ),
  answers: z.record(z.string(), z.unknown()),
  requestState: z.string().optional(),
});
export type TaskInput = z.infer<typeof TaskInput>;
