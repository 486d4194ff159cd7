import { TASKS_EXTENSION } from '../../../schemas/task.ts';
import { type Answer, answerOf, modern, type RequestOptions } from './endpoint.ts';

/** Capabilities of a client that accepts tasks and questions. */
export const TAKES_TASKS = {
  'io.modelcontextprotocol/clientCapabilities': { elicitation: {}, extensions: { [TASKS_EXTENSION]: {} } },
};

/** A request of a client that accepts tasks. */
export function ask(method: string, params: Record<string, unknown>, options: RequestOptions = {}): Promise<Answer> {
  return answerOf(modern(method, params, { ...options, meta: { ...TAKES_TASKS, ...options.meta } }));
}

/** The result of a request that has to have one. */
export async function resultOf(method: string, params: Record<string, unknown>, options?: RequestOptions) {
  const { result, error } = await ask(method, params, options);
  if (error) throw new Error(`${method}: ${JSON.stringify(error)}`);
  return result;
}

/** Calls a tool that answers with a task. */
export function startTask(name: string, args: Record<string, unknown>, options?: RequestOptions) {
  return resultOf('tools/call', { name, arguments: args }, options);
}

/** Asks for a task until it matches, or has ended. */
export async function taskOnce(taskId: string, isWanted: (task: Record<string, unknown>) => boolean) {
  for (;;) {
    const task = await resultOf('tasks/get', { taskId });
    if (isWanted(task) || ['completed', 'cancelled', 'failed'].includes(task.status)) return task;
  }
}

/** The task as it ended. */
export const settled = (taskId: string) => taskOnce(taskId, () => false);
