/**
 * The audit trail, read by an operator: queried, exported, and its sealed copy verified.
 *
 *     npm run audit -- query --since 1h --status refused
 *     npm run audit -- verify
 */
import { downloadCommand } from './audit/download-command.ts';
import { eraseCommand } from './audit/erase-command.ts';
import { operatorChanges } from './audit/operator-changes.ts';
import { passCommand } from './audit/pass-command.ts';
import { terminalProgress } from './audit/progress.ts';
import { exportCommand, type Query, queryCommand } from './audit/query-command.ts';
import { folderSource, keyFromFile } from './audit/seal-source.ts';
import { sqlCommand } from './audit/sql/sql-command.ts';
import { connectSeal, SEAL_OPTIONS, TIME_OPTIONS } from './audit/stage-options.ts';
import { rangeOf } from './audit/time-range.ts';
import { verifyCommand } from './audit/verify-command.ts';
import { command, type OptionValues } from './command/command.ts';
import { connectTable } from './command/connect.ts';
import { runProgram } from './command/run-program.ts';
import { FORMATS } from './csv.ts';

const STATUSES = ['ok', 'error', 'refused', 'input_required', 'task', 'unknown', 'intent'] as const;

const IDENTITY_TABLE = {
  'identity-table': { type: 'text', value: 'NAME', help: 'table with the salts of pseudonyms' },
} as const;

const QUESTION = {
  ...TIME_OPTIONS,
  tenant: { type: 'text', value: 'ID', help: 'only this tenant' },
  tool: { type: 'text', value: 'NAME', help: 'tool, prompt or resource, or the id of what was changed' },
  principal: { type: 'text', value: 'ID', help: 'who called, or whom a change concerns' },
  operation: { type: 'text', value: 'NAME', help: 'such as tools/call or plans/set' },
  status: { type: 'text', choices: STATUSES, help: 'how the call ended; intent if it has no outcome' },
  code: { type: 'text', value: 'E1004', help: 'code of the error' },
  correlation: { type: 'text', value: 'ID', help: 'correlation id of the request' },
  ...IDENTITY_TABLE,
  ...SEAL_OPTIONS,
} as const;

const PUBLIC_KEY = { type: 'text', value: 'FILE', help: 'public key in PEM that is trusted' } as const;
const progress = terminalProgress();

await runProgram({
  name: 'audit',
  about: `A time is 2026-11-21, 2026-11-21T10:05Z, or how long ago: 30m, 12h, 7d. A deployed stage is reached with the
region and credentials of the AWS environment.`,
  commands: {
    query: command({
      about: 'Lists calls, the newest first.',
      options: {
        ...QUESTION,
        limit: { type: 'number', default: 100, help: 'most calls' },
        format: { type: 'text', choices: FORMATS, default: 'table', help: 'form of the lines' },
      },
      run: ({ options }) => queried(options, queryCommand, '1h'),
    }),
    export: command({
      about: 'Writes intents and outcomes, the oldest first.',
      options: {
        ...QUESTION,
        limit: { type: 'number', default: Number.MAX_SAFE_INTEGER, help: 'most events' },
        format: { type: 'text', choices: ['csv', 'jsonl'], default: 'jsonl', help: 'form of the lines' },
      },
      run: ({ options }) => queried(options, exportCommand, '24h'),
    }),
    verify: command({
      about: 'Verifies the sealed copy, and compares it with the table. Offline, it needs no AWS.',
      options: {
        ...TIME_OPTIONS,
        offline: { type: 'text', value: 'DIR', help: 'folder that download made; the table is left out' },
        'public-key': PUBLIC_KEY,
        ...SEAL_OPTIONS,
      },
      async run({ options }) {
        const source = options.offline === undefined ? connectSeal(options) : folderSource(options.offline);
        const publicKey = options['public-key'] === undefined ? undefined : keyFromFile(options['public-key']);
        const table = options.offline === undefined ? connectTable('audit', options) : undefined;
        try {
          const { since, from = since, to } = options;
          return await verifyCommand({ source, table, publicKey, from, to, now: Date.now(), progress });
        } finally {
          source.close();
          table?.client.destroy();
        }
      },
    }),
    download: command({
      about: 'Copies sealed objects and the public key into a folder.',
      options: { ...TIME_OPTIONS, ...SEAL_OPTIONS },
      arguments: ['DIR'],
      async run({ options, arguments: [folder] }) {
        const source = connectSeal(options);
        const { since, from = since, to } = options;
        return downloadCommand({ source, folder, from, to, now: Date.now(), progress }).finally(() => source.close());
      },
    }),
    sql: command({
      about: 'Asks the sealed records of a downloaded folder in SQL, offline: the table is sealed_audit.',
      options: {
        folder: { type: 'text', value: 'DIR', required: true, help: 'folder that download made' },
        format: { type: 'text', choices: FORMATS, default: 'table', help: 'form of the rows' },
      },
      arguments: ['SQL'],
      run: ({ options, arguments: [query] }) => sqlCommand({ ...options, query }, printLines),
    }),
    erase: command({
      about: 'Replaces a person by a pseudonym in the table, and reports what is left of the id.',
      options: {
        tenant: { type: 'text', value: 'ID', required: true, help: 'tenant of the person' },
        principal: { type: 'text', value: 'ID', required: true, help: 'principal of the person' },
        since: { type: 'text', value: 'TIME', required: true, help: 'how far back the table is searched' },
        ...IDENTITY_TABLE,
        ...SEAL_OPTIONS,
      },
      async run({ options }) {
        const { tenant, principal, since, state, table: named } = options;
        const audit = connectTable('audit', options);
        const identity = identityTable(options);
        const source = connectSeal(options);
        const changes = operatorChanges({ table: named, auditTable: named, stateDir: state });
        const range = rangeOf({ since }, { now: Date.now(), length: since });
        try {
          return await eraseCommand({ audit, identity, source, changes, tenant, principal, range, progress });
        } finally {
          audit.client.destroy();
          identity.client.destroy();
          source.close();
        }
      },
    }),
    pass: command({
      about: 'Lets the sealer pass a window that it cannot seal.',
      options: {
        window: { type: 'text', value: 'TIME', required: true, help: 'the window, as the log of the sealer names it' },
        ...SEAL_OPTIONS,
      },
      async run({ options }) {
        const { window, state, table: named } = options;
        const [audit, source] = [connectTable('audit', options), connectSeal(options)];
        const changes = operatorChanges({ table: named, auditTable: named, stateDir: state });
        try {
          return await passCommand({ audit, source, changes, window, now: Date.now() });
        } finally {
          audit.client.destroy();
          source.close();
        }
      },
    }),
  },
});

const identityTable = ({ 'identity-table': table, state }: { 'identity-table'?: string | undefined; state: string }) =>
  connectTable('identity', { table, state }, '--identity-table');

function printLines(lines: readonly string[]): void {
  if (lines.length > 0) process.stdout.write(`${lines.join('\n')}\n`);
}

type Question = OptionValues<typeof QUESTION> & Pick<Query, 'limit' | 'format'>;

async function queried(
  options: Question,
  work: (query: Query, write: (lines: readonly string[]) => void) => Promise<string>,
  length: string,
): Promise<string> {
  const { tenant, tool: target, principal, operation, status, code, correlation, limit, format } = options;
  const audit = connectTable('audit', options);
  const now = Date.now();
  // A correlation id names one request, whenever that was.
  const isAnyTime = correlation !== undefined && options.from === undefined && options.since === undefined;
  const range = isAnyTime ? { from: 0, to: now } : rangeOf(options, { now, length });
  const filter = { target, principal, operation, status, code, correlationId: correlation };
  const opened: { close(): void }[] = [{ close: () => audit.client.destroy() }];
  const sealed = () => {
    const source = connectSeal(options);
    const identity = identityTable(options);
    opened.push(source, { close: () => identity.client.destroy() });
    return { source, identity };
  };
  const note = (sentence: string) => console.error(sentence);
  try {
    return await work({ audit, sealed, range, tenant, filter, limit, format, progress, note }, printLines);
  } finally {
    for (const { close } of opened) close();
  }
}
