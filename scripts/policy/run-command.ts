import { connectAudit } from '../audit/connect-audit.ts';
import { operatorChanges } from '../audit/operator-changes.ts';
import { terminalProgress } from '../audit/progress.ts';
import { rangeOf } from '../audit/time-range.ts';
import { connect } from '../registry/connect.ts';
import type { CommandResult } from './command-result.ts';
import { explainCommand, type Question } from './explain-command.ts';
import { PolicyCommandError } from './policy-command-error.ts';
import { replayCommand } from './replay-command.ts';
import { historyCommand, listCommand, rollbackCommand, saveCommand } from './stored-commands.ts';
import { testCommand } from './test-command.ts';
import { validateCommand } from './validate-command.ts';
import { registryWorld, repositoryWorld, type World } from './world.ts';

export const USAGE = `npm run policy -- test [cases.json …]
npm run policy -- explain --tool NAME [--role R …] [--scope S …] [--tier T] [--tenant T] [--principal ID]
                          [--finding F …] [--arg name=value …] [--action tools:execute]
npm run policy -- validate <file.cedar …>
npm run policy -- schema
npm run policy -- replay [--since 7d] [--tenant T] <candidate.cedar>                   (with --local or --table)
npm run policy -- list | save <file.cedar> | history <id> | rollback <id> <version>     (with --local or --table)

  --local        tools and policies of the local cloud that runs here
  --table NAME   those of the registry table of a deployed stage
  --audit-table NAME   its audit table: changes are audited
  --state DIR    state of the local cloud (default .manifold)`;

export interface Options extends Omit<Question, 'tool'> {
  tool?: string;
  local: boolean;
  table?: string;
  'audit-table'?: string;
  since?: string;
  state: string;
}

/**
 * Runs one command.
 * @throws PolicyCommandError for what the user can mend
 */
export async function runCommand([command, ...args]: readonly string[], options: Options): Promise<CommandResult> {
  const registry = () => {
    if (!options.local && options.table === undefined) {
      throw new PolicyCommandError(`"${command}" works on a registry: add --local or --table NAME.`);
    }
    return connect({ table: options.table, stateDir: options.state });
  };
  const desk = () => ({
    ...registry(),
    changes: operatorChanges({ table: options.table, auditTable: options['audit-table'], stateDir: options.state }),
  });
  const replay = async (file: string) => {
    const audit = connectAudit({ table: auditTable(options), stateDir: options.state }).table();
    const range = rangeOf({ since: options.since }, { now: Date.now(), length: '7d' });
    const { tenant } = options;
    return replayCommand({ registry: registry(), audit, file, range, tenant, progress: terminalProgress() });
  };
  const world = (): Promise<World> =>
    options.local || options.table !== undefined
      ? registryWorld(registry(), options.tenant ?? 'platform')
      : repositoryWorld();
  const [first, second] = args;
  switch (command) {
    case 'test':
      return testCommand(await world(), args);
    case 'explain':
      if (options.tool === undefined) throw new PolicyCommandError('Name the tool: --tool NAME.');
      return explainCommand(await world(), { ...options, tool: options.tool });
    case 'validate':
      return validateCommand(await world(), args);
    case 'schema':
      return { text: (await world()).schema, exitCode: 0 };
    case 'list':
      return listCommand(await world());
    case 'save':
      if (first !== undefined) return await saveCommand(await world(), desk(), first);
      break;
    case 'replay':
      if (first !== undefined) return await replay(first);
      break;
    case 'history':
      if (first !== undefined) return await historyCommand(registry(), first);
      break;
    case 'rollback':
      if (first !== undefined && /^\d+$/.test(second ?? '')) {
        return await rollbackCommand(await world(), desk(), { id: first, version: Number(second) });
      }
      break;
  }
  throw new PolicyCommandError(USAGE);
}

/** @throws PolicyCommandError where a deployed registry is named without its audit table */
function auditTable({ table, 'audit-table': named }: Options): string | undefined {
  if (table === undefined || named !== undefined) return named;
  throw new PolicyCommandError('Name the audit table of the stage as well, with --audit-table.');
}
