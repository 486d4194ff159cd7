import * as z from 'zod';
import { AuditEvent } from './audit-event.ts';
import { Invocation } from './invocation.ts';
import { FamilyTarget } from './registry-records.ts';

/** Identifies one round of a task: the work until the task ends, or until it needs input from the caller. */
export const TaskRound = z.object({
  tenant: z.string(),
  principal: z.string(),
  taskId: z.string(),
  /** Number of the round, from 1. The next round begins when the caller has answered the family's questions. */
  round: z.int().positive(),
});
export type TaskRound = z.infer<typeof TaskRound>;

/** The event for the task runner: the round, and the milliseconds that it may take. */
export const TaskEvent = TaskRound.extend({ timeoutMs: z.int().positive() });
export type TaskEvent = z.infer<typeof TaskEvent>;

/** The claim that the task finishes when it ends (platform/idempotency/claim-repository.ts). */
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
 * Everything that a round needs. It holds the arguments, so it is stored sealed, and only until the task ends. The
 * guards have already let the call pass: the runner only executes it and records the outcome.
 */
export const TaskJob = z.object({
  target: FamilyTarget,
  invocation: Invocation,
  /** Milliseconds that a round may take, from the tool's definition; for the event of the next round. */
  timeoutMs: z.int().positive(),
  /** True if the tool only reads, so that an unknown outcome does no harm. */
  readOnly: z.boolean(),
  /** The audit intent of this round. The outcome has the same call id. */
  intent: AuditEvent,
  /** Unix milliseconds. */
  startedAt: z.int(),
  claim: TaskClaim.optional(),
});
export type TaskJob = z.infer<typeof TaskJob>;

/** Questions of the family to the caller, and the answers so far, by the keys that the protocol carries. */
export const TaskInput = z.object({
  requests: z.record(
    z.string(),
    z.object({ method: z.string(), params: z.record(z.string(), z.unknown()).optional() }),
  ),
  answers: z.record(z.string(), z.unknown()),
  requestState: z.string().optional(),
});
export type TaskInput = z.infer<typeof TaskInput>;
