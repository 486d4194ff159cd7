import {
  loadCatalogue,
  type RegistryTable,
  readEpochs,
} from '../../functions/platform/registry/catalogue-repository.ts';
import type { ToolRecord } from '../../schemas/registry-records.ts';

const COLUMNS = ['tool', 'version', 'status', 'family', 'function', 'since'] as const;

/** Every version of every tool, one line each; the newest version of a tool comes first. */
export async function listTools(registry: RegistryTable): Promise<string> {
  const { tools, unreadableTools } = await loadCatalogue(registry, await readEpochs(registry));
  const unreadable = unreadableTools.map(({ name, version }) => [name, version, 'unreadable', '', '', '']);
  const rows = [...[...tools.values()].flat().map(rowOf), ...unreadable];
  if (rows.length === 0) return 'The registry is empty: a deploy fills it.';
  return table([[...COLUMNS], ...rows]);
}

function rowOf({ definition, status, target, updatedAt }: ToolRecord): string[] {
  const [name = '', version = ''] = target.functionArn.split(':').slice(-2);
  return [definition.name, definition.version, status, target.family, `${name}:${version}`, updatedAt.slice(0, 16)];
}

function table(rows: string[][]): string {
  const widths = COLUMNS.map((_, column) => rows.reduce((most, row) => Math.max(most, row[column]?.length ?? 0), 0));
  const line = (row: string[]) => row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join('  ');
  return rows.map((row) => line(row).trimEnd()).join('\n');
}
