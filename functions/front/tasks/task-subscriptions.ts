import { TASKS_EXTENSION } from '../../../schemas/task.ts';
import { jsonRpcError } from '../http/json-rpc-errors.ts';

/** JSON-RPC code of the revision of 2026-07-28 for a capability that the request does not declare. */
const MISSING_CAPABILITY = -32021;

/**
 * The answer to a client that wants to be told of tasks and does not declare that it knows any (SEP-2663 asks for it).
 * Those that do are listened to without being told: changes of tasks are asked for, not pushed.
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
      message: `Whoever wants to be told of tasks declares the extension ${TASKS_EXTENSION}.`,
      data: { requiredCapabilities: { extensions: { [TASKS_EXTENSION]: {} } } },
    },
    message.id,
  );
}
