import {
  loadCatalogue,
  type RegistryTable,
  readEpochs,
} from '../../functions/platform/registry/catalogue-repository.ts';
import type { ToolRecord } from '../../schemas/registry-records.ts';
import type { CommandResult } from '../command/command.ts';
import { alignedRows } from '../csv.ts';

const COLUMNS = ['tool', 'version', 'status', 'family', 'function', 'since'] as const;

type Row = Record<(typeof COLUMNS)[number], string>;

/** Every version of every tool, one line each; the newest version of a tool comes first. */
export async function listTools(registry: RegistryTable): Promise<CommandResult> {
  const { tools, unreadableTools } = await loadCatalogue(registry, await readEpochs(registry));
  const unreadable = unreadableTools.map(({ name, version }) => {
    return { tool: name, version, status: 'unreadable', family: '', function: '', since: '' };
  });
  const rows: Row[] = [...[...tools.values()].flat().map(rowOf), ...unreadable];
  if (rows.length === 0) return { text: 'The registry is empty: a deploy fills it.', data: [] };
  const cells = rows.map((row) => COLUMNS.map((column) => row[column]));
  return { text: alignedRows([COLUMNS, ...cells]).join('\n'), data: rows };
}

function rowOf({ definition, status, target, updatedAt }: ToolRecord): Row {
  const [name = '', version = ''] = target.functionArn.split(':').slice(-2);
  return {
    tool: definition.name,
    version: definition.version,
    status,
    family: target.family,
    function: `${name}:${version}`,
    since: updatedAt.slice(0, 16),
  };
}
