/** Commands on the settings of scoring of one tenant: show, set, history, roll back, back-test. */
import { existsSync, readFileSync } from 'node:fs';
import { FraudSettings, faultsOf, sealed } from '../../functions/families/fraud/settings/settings.ts';
import {
  liveSettings,
  type SettingsVersion,
  saveSettings,
  settingsHistory,
  settingsOfVersion,
} from '../../functions/families/fraud/settings/store.ts';
import { backgroundStore } from '../../functions/kit/store/table-store.ts';
import { command } from '../command/command.ts';
import { CommandError } from '../command/command-error.ts';
import { connectTable, type StageOptions, type Table, tableOptions } from '../command/connect.ts';
import { backtest, backtestTable } from './backtest.ts';
import { storedScans } from './stored-scans.ts';

const OPTIONS = {
  tenant: { type: 'text', value: 'TENANT', required: true, help: 'tenant whose settings are meant' },
  ...tableOptions("the family's table"),
} as const;
const REASON = { type: 'text', value: 'TEXT', required: true, help: 'why, for those who read the history' } as const;

const line = ({ version, at, reason }: SettingsVersion) => `${version}  ${at}  ${reason}`;

export const settingsCommands = {
  settings: command({
    about: 'Shows the settings of scoring that hold, and the versions before them.',
    options: OPTIONS,
    run: ({ options }) =>
      withTable(options, async (table) => {
        const store = backgroundStore({ ...table, indexes: [] }).of(options.tenant);
        const [live, history] = await Promise.all([liveSettings(store), settingsHistory(store)]);
        if (!live) return 'No settings are stored: the defaults hold (docs/families/fraud.md).';
        return { text: [JSON.stringify(live.settings, null, 2), '', ...history.map(line)].join('\n'), data: live };
      }),
  }),
  'set-settings': command({
    about: 'Stores settings of scoring; they hold from the next scan on.',
    options: { ...OPTIONS, reason: REASON },
    arguments: ['FILE'],
    run: ({ options, arguments: [file] }) =>
      withTable(options, async (table) => {
        const settings = sealed(readSettings(file), options.tenant);
        const store = backgroundStore({ ...table, indexes: [] }).of(options.tenant);
        return `Holds now: ${line(await saveSettings(store, { settings, reason: options.reason, now: Date.now() }))}`;
      }),
  }),
  'roll-back': command({
    about: 'Stores the settings of an earlier version as the newest version.',
    options: { ...OPTIONS, reason: REASON },
    arguments: ['VERSION'],
    run: ({ options, arguments: [version] }) =>
      withTable(options, async (table) => {
        const store = backgroundStore({ ...table, indexes: [] }).of(options.tenant);
        const before = await settingsOfVersion(store, Number(version));
        if (!before) throw new CommandError(`There is no version ${version} of the settings of ${options.tenant}.`);
        const { settings } = before;
        return `Holds now: ${line(await saveSettings(store, { settings, reason: options.reason, now: Date.now() }))}`;
      }),
  }),
  backtest: command({
    about: 'Scores the stored scans of a tenant again: by the settings that hold, and by those of a file.',
    options: OPTIONS,
    arguments: ['FILE'],
    run: ({ options, arguments: [file] }) =>
      withTable(options, async (table) => {
        const candidate = sealed(readSettings(file), options.tenant);
        const store = backgroundStore({ ...table, indexes: [] }).of(options.tenant);
        const live = await liveSettings(store);
        const scans = await storedScans(table, options.tenant);
        const result = await backtest(scans, { live: live?.settings ?? {}, candidate });
        return { text: backtestTable(result), data: result };
      }),
  }),
};

/** @throws {CommandError} for a file that is not valid settings */
export function readSettings(file: string): FraudSettings {
  if (!existsSync(file)) throw new CommandError(`There is no file ${file}.`);
  let content: unknown;
  try {
    content = JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    throw new CommandError(`${file} is not JSON.`);
  }
  const read = FraudSettings.safeParse(content);
  const faults = read.success
    ? faultsOf(read.data)
    : read.error.issues.map(({ path, message }) => `"${path.join('.')}": ${message}.`);
  if (!read.success || faults.length > 0) throw new CommandError(`${file} is not valid. ${faults.join(' ')}`);
  return read.data;
}

async function withTable<Result>(options: StageOptions, use: (table: Table) => Promise<Result>): Promise<Result> {
  const table = connectTable('family-fraud', options);
  try {
    return await use(table);
  } finally {
    table.client.destroy();
  }
}
