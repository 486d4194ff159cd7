import { randomUUID } from 'node:crypto';
import { callTool } from './endpoint.ts';

/**
 * Has as many instances of front and of the test family started as there are callers at the same time. What the first
 * callers are answered does not count: on a busy machine, instances that start together can miss the time limit of a store.
 */
export async function startInstances(callers: number): Promise<void> {
  await Promise.allSettled(Array.from({ length: callers }, () => callTool('find_record', { record: randomUUID() })));
}
