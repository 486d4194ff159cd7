import * as z from 'zod';

/** The tasks extension of MCP (SEP-2663, revision 2026-07-28). Clients declare it in each request. */
export const TASKS_EXTENSION = 'io.modelcontextprotocol/tasks';

/**
 * States of a task. `completed` includes results with `isError`; `failed` means a protocol error in place of a result.
 */
export const TaskStatus = z.enum(['working', 'input_required', 'completed', 'cancelled', 'failed']);
export type TaskStatus = z.infer<typeof TaskStatus>;

/** A task as clients see it: `Task` of the specification. */
export const TaskHandle = z.object({
  taskId: z.string(),
  status: TaskStatus,
  /** Progress of the work, or the reason why it ended; for people. */
  statusMessage: z.string().optional(),
  /** ISO 8601, UTC. */
  createdAt: z.string(),
  lastUpdatedAt: z.string(),
  /** Milliseconds from the creation for which the task can be queried. */
  ttlMs: z.int().positive(),
  /** Milliseconds that a client should wait between two queries. */
  pollIntervalMs: z.int().positive(),
});
export type TaskHandle = z.infer<typeof TaskHandle>;
