import { ProtocolError } from '@modelcontextprotocol/server';
import type { Outcome } from '../../../schemas/invocation.ts';
import type { TaskHandle } from '../../../schemas/task.ts';
import { handleOf } from '../../platform/tasks/task-handle.ts';
import { outstanding } from '../../platform/tasks/task-input.ts';
import type { TaskItem } from '../../platform/tasks/task-repository.ts';
import type { TaskVault } from '../../platform/tasks/task-vault.ts';
import { failedResult, toolResult } from '../mcp/answers.ts';

/** The specification's `DetailedTask`. */
interface TaskView extends TaskHandle {
  [payload: string]: unknown;
}

/** A task with the payload of its state: open questions, the result, or the error in its place. */
export function taskView(taskId: string, item: TaskItem, vault: TaskVault): TaskView {
  const handle = handleOf(taskId, item, vault.message(item));
  switch (item.status) {
    case 'input_required': {
      const input = vault.input(item);
      return { ...handle, inputRequests: input ? outstanding(input) : {} };
    }
    case 'completed': {
      const outcome = vault.outcome(item);
      return outcome ? { ...handle, ...ended(item, outcome) } : handle;
    }
    default:
      return handle;
  }
}

/** The answer that the call would have got: a result, which may say `isError`, or a protocol error. */
function ended(item: TaskItem, outcome: Outcome): Partial<TaskView> {
  try {
    return { result: { resultType: 'complete', ...resultOf(item, outcome) } };
  } catch (thrown) {
    if (!(thrown instanceof ProtocolError)) throw thrown;
    const { code, message, data } = thrown;
    return {
      status: 'failed',
      statusMessage: message,
      error: { code, message, ...(data === undefined ? {} : { data }) },
    };
  }
}

function resultOf({ tool, correlationId, createdAt, updatedAt }: TaskItem, outcome: Outcome) {
  if (outcome.status === 'error') return failedResult(outcome.error);
  if (outcome.status !== 'ok') throw new TypeError(`A task cannot have ended as ${outcome.status}.`);
  const { name, version, deprecated, openWorld } = tool;
  return toolResult(outcome, {
    tool: {
      status: deprecated ? 'deprecated' : 'active',
      definition: { name, version, annotations: { openWorldHint: openWorld } },
    },
    correlationId,
    startedAt: createdAt,
    endedAt: updatedAt,
  });
}
