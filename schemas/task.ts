import * as z from 'zod';

/** The extension that long work is served by (SEP-2663, revision 2026-07-28); clients declare it in each request. */
export const TASKS_EXTENSION = 'io.modelcontextprotocol/tasks';

/** States of a task. `completed` includes results that say `isError`; `failed` is a protocol error in place of a result. */
export const TaskStatus = z.enum(['working', 'input_required', 'completed', 'cancelled', 'failed']);
export type TaskStatus = z.infer<typeof TaskStatus>;

/** What a client is told of a task in any state: the specification's `Task`, as it goes over the wire. */
export const TaskHandle = z.object({
  taskId: z.string(),
  status: TaskStatus,
  /** How far the work is, or why there is no more of it; for people. */
  statusMessage: z.string().optional(),
  /** ISO 8601, UTC. */
  createdAt: z.string(),
  lastUpdatedAt: z.string(),
  /** Milliseconds from creation for which the task can be asked for. */
  ttlMs: z.int().positive(),
  /** Milliseconds that a client should leave between two questions. */
  pollIntervalMs: z.int().positive(),
});
export type TaskHandle = z.infer<typeof TaskHandle>;
