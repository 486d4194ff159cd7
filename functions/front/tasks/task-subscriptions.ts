import { TASKS_EXTENSION } from '../../../schemas/task.ts';
import { jsonRpcError } from '../http/json-rpc-errors.ts';

/** JSON-RPC code of revision 2026-07-28 for a capability that the request does not declare. */
const MISSING_CAPABILITY = -32021;

/**
 * Refuses a subscription to tasks by a client that does not declare the tasks extension (SEP-2663). A client that declares
 * it gets its stream, without events of tasks: clients poll tasks.
 */
export function refuseTaskSubscription(message: Record<string, unknown>): Response | undefined {
  const { notifications, _meta } = Object(message.params) as { notifications?: unknown; _meta?: unknown };
  const { taskIds } = Object(notifications) as { taskIds?: unknown };
  if (taskIds === undefined) return undefined;
  const capabilities = Object(_meta)['io.modelcontextprotocol/clientCapabilities'];
  if (TASKS_EXTENSION in Object(Object(capabilities).extensions)) return undefined;
  return jsonRpcError(
    400,
    {
      code: MISSING_CAPABILITY,
      message: `A client that subscribes to tasks declares the extension ${TASKS_EXTENSION}.`,
      data: { requiredCapabilities: { extensions: { [TASKS_EXTENSION]: {} } } },
    },
    message.id,
  );
}
