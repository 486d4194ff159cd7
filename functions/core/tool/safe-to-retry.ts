import type { ToolDefinition } from '../../../schemas/tool-definition.ts';

/**
 * Whether executing a tool twice has the same effect as once. A tool that moves money is not safe, even if it only
 * reads.
 */
export function isSafeToRetry({
  annotations: { readOnlyHint, idempotentHint },
  movesMoney,
}: Pick<ToolDefinition, 'annotations' | 'movesMoney'>): boolean {
  return idempotentHint || (readOnlyHint && !movesMoney);
}
