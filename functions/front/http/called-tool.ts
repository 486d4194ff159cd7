import type { ToolRecord } from '../../../schemas/registry-records.ts';
import type { CatalogueView } from '../../platform/registry/view.ts';

/** The tool that a message calls, in the version that is meant. What is not there is refused later, with a suggestion. */
export function calledTool(message: Record<string, unknown> | undefined, view: CatalogueView): ToolRecord | undefined {
  const { name } = Object(message?.params) as { name?: unknown };
  if (message?.method !== 'tools/call' || typeof name !== 'string') return undefined;
  try {
    return view.tool(name);
  } catch {
    return undefined;
  }
}
