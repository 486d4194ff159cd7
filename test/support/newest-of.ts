import { compareVersions } from '../../functions/core/tool/versions.ts';
import type { ToolDefinition } from '../../schemas/tool-definition.ts';

/** The newest version of each tool, which alone is listed, in the order of the names' first appearance. */
export function newestOf(tools: readonly ToolDefinition[]): ToolDefinition[] {
  const ascending = tools.toSorted((one, other) => compareVersions(one.version, other.version));
  const newest = new Map(ascending.map((tool) => [tool.name, tool]));
  return [...new Set(tools.map(({ name }) => name))].flatMap((name) => newest.get(name) ?? []);
}
