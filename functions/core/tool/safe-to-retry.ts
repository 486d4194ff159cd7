import type { ToolDefinition } from '../../../schemas/tool-definition.ts';

/** Whether executing a tool twice is the same as once: what pays is not, though it may change nothing else. */
export function isSafeToRetry({
  annotations: { readOnlyHint, idempotentHint },
  movesMoney,
}: Pick<ToolDefinition, 'annotations' | 'movesMoney'>): boolean {
  return idempotentHint || (readOnlyHint && !movesMoney);
}
