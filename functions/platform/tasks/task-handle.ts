import type { TaskHandle } from '../../../schemas/task.ts';
import type { TaskItem } from './task-repository.ts';

/** Bounds of the poll interval: a second at first, then a tenth of the time that the work has taken. */
const SHORTEST_POLL_MS = 1_000;
const LONGEST_POLL_MS = 5_000;

/** The fields of a task that a client gets in every state. `message` is the unsealed message. */
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
