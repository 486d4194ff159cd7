/**
 * The audit trail, read by an operator: asked, exported, and its sealed copy checked. Works on the local cloud that runs
 * here, or on what is named of a deployed stage, with the region and credentials of the AWS environment.
 *
 *     npm run audit -- query --since 1h --status refused
 *     npm run audit -- verify
 */
import { parseArgs } from 'node:util';
import { eventsBetween } from '../functions/platform/audit/audit-reader.ts';
import type { AuditTable } from '../functions/platform/audit/audit-trail.ts';
import { AuditCommandError } from './audit/audit-command-error.ts';
import { type AuditAccess, connectAudit } from './audit/connect-audit.ts';
import { downloadCommand } from './audit/download-command.ts';
import { eraseCommand } from './audit/erase-command.ts';
import { type EventFormat, FORMATS } from './audit/event-lines.ts';
import { listEvents } from './audit/list-events.ts';
import { operatorChanges } from './audit/operator-changes.ts';
import { passCommand } from './audit/pass-command.ts';
import { type Progress, terminalProgress } from './audit/progress.ts';
import { folderSource, keyFromFile } from './audit/seal-source.ts';
import { rangeOf } from './audit/time-range.ts';
import { verifyCommand } from './audit/verify-command.ts';
import { printResult } from './print-result.ts';

const USAGE = `npm run audit -- query    [--since 1h | --from T --to T] [filters] [--limit 100] [--format table|csv|jsonl]
npm run audit -- export   [--since 24h | --from T --to T] [filters] [--format csv|jsonl]     intents and outcomes
npm run audit -- verify   [--from T] [--to T] [--public-key FILE]
npm run audit -- verify   --offline DIR [--from T] [--to T] [--public-key FILE]              needs no AWS
npm run audit -- download DIR [--from T] [--to T]
npm run audit -- erase    --tenant NAME --principal ID --since T                             says what is left where
npm run audit -- pass     --window 2026-11-21T10:05Z            lets the sealer pass a window that it cannot seal

  T              2026-11-21, 2026-11-21T10:05Z, or how long ago: 30m, 12h, 7d
  filters        --tenant, --tool (or prompt, resource, id of what was changed), --principal, --operation,
                 --status ok|error|refused|input_required|task|unknown|intent, --code E1004, --correlation ID
  --table NAME, --bucket NAME, --signing-key ID
                 audit table, bucket and signing key of a deployed stage (else the local cloud that runs here)
  --identity-table NAME   for erase: where the salts of pseudonyms are
  --state DIR    state of the local cloud (default .manifold)`;

const text = { type: 'string' } as const;
const OPTIONS = {
  since: text,
  from: text,
  to: text,
  tenant: text,
  tool: text,
  principal: text,
  operation: text,
  status: text,
  code: text,
  correlation: text,
  limit: text,
  window: text,
  format: text,
  offline: text,
  'public-key': text,
  table: text,
  'identity-table': text,
  bucket: text,
  'signing-key': text,
  state: { ...text, default: '.manifold' },
} as const;

await printResult(run, USAGE);

async function run(argv: string[]): Promise<string> {
  const { values, positionals } = parseArgs({ args: argv, allowPositionals: true, options: OPTIONS });
  const [command, folder] = positionals;
  const access = connectAudit({
    table: values.table,
    identityTable: values['identity-table'],
    bucket: values.bucket,
    signingKey: values['signing-key'],
    stateDir: values.state,
  });
  const now = Date.now();
  const progress = terminalProgress();
  const { from, to } = values;
  switch (command) {
    case 'query':
    case 'export':
      return read(command, values, { now, progress, audit: access.table() });
    case 'verify': {
      const source = values.offline === undefined ? access.seal() : folderSource(values.offline);
      const publicKey = values['public-key'] === undefined ? undefined : keyFromFile(values['public-key']);
      const table = values.offline === undefined ? access.table() : undefined;
      const { text, exitCode } = await verifyCommand({ source, table, publicKey, from, to, now, progress });
      source.close();
      table?.client.destroy();
      process.exitCode = exitCode;
      return text;
    }
    case 'pass':
      return pass(values, { now, access });
    case 'erase':
      return erase(values, { now, progress, access });
    case 'download': {
      if (folder === undefined) break;
      const source = access.seal();
      const sentence = await downloadCommand({ source, folder, from, to, now, progress });
      source.close();
      return sentence;
    }
  }
  throw new AuditCommandError(USAGE);
}

type Values = Partial<Record<keyof typeof OPTIONS, string>>;
interface Reading {
  readonly now: number;
  readonly progress: Progress;
  readonly audit: AuditTable;
}

async function read(command: 'query' | 'export', values: Values, { now, progress, audit }: Reading): Promise<string> {
  const isQuery = command === 'query';
  const limit = values.limit === undefined ? (isQuery ? 100 : Number.POSITIVE_INFINITY) : Number(values.limit);
  if (Number.isNaN(limit) || limit < 1) throw new AuditCommandError('--limit is a number above 0.');
  const filter = {
    target: values.tool,
    principal: values.principal,
    operation: values.operation,
    status: values.status,
    code: values.code,
    correlationId: values.correlation,
  };
  const question = {
    filter,
    lines: isQuery ? ('calls' as const) : ('events' as const),
    format: formatOf(values.format ?? (isQuery ? 'table' : 'jsonl')),
    limit,
    progress,
  };
  const events = eventsBetween(audit, {
    ...rangeOf(values, { now, length: isQuery ? '1h' : '24h' }),
    tenant: values.tenant,
    newestFirst: isQuery,
    ...(isQuery && Object.values(filter).every((condition) => condition === undefined) ? { likely: 2 * limit } : {}),
  });
  const { count, next } = await listEvents(events, question, (lines) => {
    if (lines.length > 0) process.stdout.write(`${lines.join('\n')}\n`);
  });
  audit.client.destroy();
  if (!isQuery || question.format !== 'table') return '';
  if (count === 0) return 'Nothing was found in this time.';
  if (next === undefined) return '';
  const until = new Date(Date.parse(next) + 1).toISOString();
  return `\nThere are more than ${count}: go on with --to ${until}, or give --limit.`;
}

async function pass(
  { window, table, state = '.manifold' }: Values,
  { now, access }: { now: number; access: AuditAccess },
): Promise<string> {
  if (window === undefined) throw new AuditCommandError('Name the --window, as the log of the sealer does.');
  const [audit, source] = [access.table(), access.seal()];
  const changes = operatorChanges({ table, auditTable: table, stateDir: state });
  try {
    return await passCommand({ audit, source, changes, window, now });
  } finally {
    audit.client.destroy();
    source.close();
  }
}

async function erase(
  { tenant, principal, since, table, state = '.manifold' }: Values,
  { now, progress, access }: Pick<Reading, 'now' | 'progress'> & { access: AuditAccess },
): Promise<string> {
  if (tenant === undefined || principal === undefined || since === undefined) {
    throw new AuditCommandError(
      'Name --tenant, --principal and with --since how far back the table is to be searched.',
    );
  }
  const [audit, identity, source] = [access.table(), access.identity(), access.seal()];
  const changes = operatorChanges({ table, auditTable: table, stateDir: state });
  const range = rangeOf({ since }, { now, length: since });
  try {
    const erasure = { audit, identity, source, changes, tenant, principal, range, progress };
    const { text, exitCode } = await eraseCommand(erasure);
    process.exitCode = exitCode;
    return text;
  } finally {
    audit.client.destroy();
    identity.client.destroy();
    source.close();
  }
}

function formatOf(text: string): EventFormat {
  const format = FORMATS.find((name) => name === text);
  if (format) return format;
  throw new AuditCommandError(`"${text}" is not a format: take one of ${FORMATS.join(', ')}.`);
}
