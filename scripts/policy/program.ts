import { Permission } from '../../schemas/policy.ts';
import { TIERS } from '../../schemas/tool-definition.ts';
import { terminalProgress } from '../audit/progress.ts';
import { rangeOf } from '../audit/time-range.ts';
import { connectForChanges } from '../command/audited-table.ts';
import { command, type OptionValues, type Program } from '../command/command.ts';
import { ArgumentError } from '../command/command-error.ts';
import { connectTable } from '../command/connect.ts';
import { LOCAL_OPTIONS } from '../command/local-cloud.ts';
import { explainCommand } from './explain-command.ts';
import { type PolicyState, registryState, repositoryState } from './policy-state.ts';
import { replayCommand } from './replay-command.ts';
import { historyCommand, listCommand, rollbackCommand, saveCommand } from './stored-commands.ts';
import { testCommand } from './test-command.ts';
import { validateCommand } from './validate-command.ts';

const TENANT = {
  tenant: { type: 'text', value: 'NAME', help: 'the tenant whose policies and records hold' },
} as const;
/** Options of commands that read a registry. */
const REGISTRY = {
  local: { type: 'flag', help: 'tools and policies of the local cloud' },
  table: { type: 'text', value: 'NAME', help: 'tools and policies of this registry table of a deployed stage' },
  ...LOCAL_OPTIONS,
} as const;
/** Options of commands that change a registry, or read the audit trail of its stage. */
const AUDITED = {
  ...REGISTRY,
  'audit-table': { type: 'text', value: 'NAME', help: 'audit table of that stage, which records changes and calls' },
} as const;

export const POLICY: Program = {
  name: 'policy',
  about:
    'test, explain, validate, schema and list work on the families and policies of this repository, or on a registry with --local or --table.\n' +
    'The other commands need --local or --table.',
  commands: {
    test: command({
      about: 'Runs cases against the policies: those of policies/cases if no file is named.',
      options: { ...TENANT, ...REGISTRY },
      arguments: ['[CASES.json...]'],
      run: async ({ options, arguments: [files] }) => testCommand(await policyState(options), files),
    }),
    explain: command({
      about: 'Says why a principal may or may not use a tool, and which change would allow it.',
      options: {
        tool: { type: 'text', value: 'NAME', required: true, help: 'the tool, also as NAME@VERSION' },
        principal: { type: 'text', value: 'ID', help: 'id of the principal' },
        role: { type: 'text', value: 'NAME', many: true, help: 'role of the principal' },
        scope: { type: 'text', value: 'NAME', many: true, help: 'scope of the credential' },
        tier: { type: 'text', choices: TIERS, default: 'free', help: 'tier of the principal' },
        action: { type: 'text', value: 'NAME', choices: Permission.options, default: 'tools:execute', help: 'action' },
        finding: { type: 'text', value: 'NAME', many: true, help: 'finding in the input' },
        arg: { type: 'text', value: 'NAME=VALUE', many: true, help: 'argument of the call' },
        ...TENANT,
        ...REGISTRY,
      },
      run: async ({ options }) => explainCommand(await policyState(options), options),
    }),
    validate: command({
      about: 'Checks policy files against the schema of the tools.',
      options: { ...TENANT, ...REGISTRY },
      arguments: ['FILE.cedar...'],
      run: async ({ options, arguments: [files] }) => validateCommand(await policyState(options), files),
    }),
    schema: command({
      about: 'Prints the Cedar schema of the tools.',
      options: { ...TENANT, ...REGISTRY },
      run: async ({ options }) => ({ text: (await policyState(options)).schema }),
    }),
    list: command({
      about: 'Lists the policies.',
      options: { ...TENANT, ...REGISTRY },
      run: async ({ options }) => listCommand(await policyState(options)),
    }),
    save: command({
      about: 'Saves a file as a new version of the policy that its @id names.',
      options: { ...TENANT, ...AUDITED },
      arguments: ['FILE.cedar'],
      run: async ({ options, arguments: [file] }) =>
        saveCommand(await policyState(options), registryForChanges(options), file),
    }),
    history: command({
      about: 'Lists the versions of a policy.',
      options: REGISTRY,
      arguments: ['ID'],
      run: ({ options, arguments: [id] }) => historyCommand(registryOf(options), id),
    }),
    rollback: command({
      about: 'Makes an earlier version of a policy the newest one.',
      options: { ...TENANT, ...AUDITED },
      arguments: ['ID', 'VERSION'],
      run: async ({ options, arguments: [id, version] }) => {
        if (!/^\d+$/.test(version)) throw new ArgumentError(`VERSION is a whole number, not "${version}".`);
        const policy = { id, version: Number(version) };
        return rollbackCommand(await policyState(options), registryForChanges(options), policy);
      },
    }),
    replay: command({
      about: 'Says for which calls of the audit trail a policy would have made a difference.',
      options: {
        since: {
          type: 'text',
          value: 'T',
          default: '7d',
          help: 'start: 30m, 12h or 7d ago, or a time such as 2026-11-21',
        },
        tenant: { type: 'text', value: 'NAME', help: 'only calls of this tenant' },
        ...AUDITED,
      },
      arguments: ['FILE.cedar'],
      run: async ({ options, arguments: [file] }) => {
        const registry = registryOf(options);
        const audit = connectTable('audit', { table: auditTableOf(options), state: options.state }, '--audit-table');
        const range = rangeOf({ since: options.since }, { now: Date.now(), length: options.since });
        return replayCommand({ registry, audit, file, range, tenant: options.tenant, progress: terminalProgress() });
      },
    }),
  },
};

type RegistryOptions = OptionValues<typeof REGISTRY>;
type AuditedOptions = OptionValues<typeof AUDITED>;

/** The policies and tools of the registry that the options name, else those of the repository. */
function policyState(options: RegistryOptions & { tenant?: string | undefined }): Promise<PolicyState> {
  const isStored = options.local || options.table !== undefined;
  return isStored ? registryState(registryOf(options), options.tenant ?? 'platform') : repositoryState();
}

function registryOf(options: RegistryOptions) {
  checkRegistry(options);
  return connectTable('registry', options);
}

function registryForChanges(options: AuditedOptions) {
  checkRegistry(options);
  return connectForChanges('registry', options);
}

function checkRegistry({ local, table }: RegistryOptions): void {
  if (local || table !== undefined) return;
  throw new ArgumentError('This command works on a registry: give --local for the local cloud, or --table NAME.');
}

function auditTableOf({ table, 'audit-table': named }: AuditedOptions): string | undefined {
  if (table === undefined || named !== undefined) return named;
  throw new ArgumentError('--audit-table is missing: the calls are in the audit table of the deployed stage.');
}
