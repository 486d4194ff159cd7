import type { TaskHandle } from '../../../schemas/task.ts';
import type { TaskItem } from './task-repository.ts';

/** Milliseconds between two questions: a second at first, and longer the longer the work takes. */
const SHORTEST_POLL_MS = 1_000;
const LONGEST_POLL_MS = 5_000;

/** What a client is told of a task in any state; `message` as it was opened. */
export function handleOf(taskId: string, item: TaskItem, message?: string, now = Date.now()): TaskHandle {
  const tenthOfAge = Math.floor((now - item.createdAt) / 10);
  return {
    taskId,
    status: item.status,
    ...(message === undefined ? {} : { statusMessage: message }),
    createdAt: new Date(item.createdAt).toISOString(),
    lastUpdatedAt: new Date(item.updatedAt).toISOString(),
    ttlMs: item.ttlMs,
    pollIntervalMs: Math.min(LONGEST_POLL_MS, Math.max(SHORTEST_POLL_MS, tenthOfAge)),
  };
}
