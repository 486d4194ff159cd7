import { randomUUID } from 'node:crypto';
import { callTool } from './endpoint.ts';

/**
 * Starts as many instances of front and of the test family as there are simultaneous callers. The answers do not matter:
 * on a busy machine, instances that start together can exceed the time limit of a store.
 */
export async function startInstances(callers: number): Promise<void> {
  await Promise.allSettled(Array.from({ length: callers }, () => callTool('find_record', { record: randomUUID() })));
}
