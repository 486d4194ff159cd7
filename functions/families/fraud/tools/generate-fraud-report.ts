import { createHash, randomUUID } from 'node:crypto';
import * as z from 'zod';
import { AUDIT_FORMS } from '../../../../schemas/audit-field.ts';
import { ManifoldError } from '../../../core/errors/manifold-error.ts';
import type { Call } from '../../../kit/tool/call.ts';
import { defineTool } from '../../../kit/tool/define-tool.ts';
import { scoreChart, timeChart } from '../report/charts.ts';
import { csvOf } from '../report/csv.ts';
import { type Report, reportOf } from '../report/gather.ts';
import { MOST_DAYS, type Period, periodOf } from '../report/period.ts';
import { itemsBetween } from '../store/alerts.ts';
import type { Alert, ScanLine } from '../store/records.ts';
import { READ_SCOPE } from '../tool-traits.ts';

/** Maximum size of a report, so that one call can make it. */
const MOST_SCANS = 20_000;
const LINK_SECONDS = 900;

const day = z.iso.date().meta({ description: 'Day, YYYY-MM-DD, UTC.' });

const FileOutput = z.object({
  name: z.string(),
  type: z.string(),
  bytes: z.int(),
  url: z
    .string()
    .describe('Anybody with this link can open the file until it expires. Give it only to the person who asked.'),
  expires_at: z.string(),
});

const filesOf = (report: Report) => [
  { name: 'report.json', type: 'application/json', body: `${JSON.stringify(report, null, 2)}\n` },
  { name: 'report.csv', type: 'text/csv; charset=utf-8', body: csvOf(report) },
  { name: 'scores.svg', type: 'image/svg+xml', body: scoreChart(report) },
  { name: 'flagged.svg', type: 'image/svg+xml', body: timeChart(report) },
];

export default defineTool({
  name: 'generate_fraud_report',
  version: '1.0.0',
  title: 'Make a fraud report',
  description: `Makes a report of a person's scanned transactions over at most ${MOST_DAYS} days: JSON with totals and every transaction, CSV of the transactions, and two charts (SVG). The answer has a link to each, good for 15 minutes; the files are deleted after 7 days.`,
  category: 'fraud',
  subcategory: 'reports',
  tags: ['report', 'csv', 'chart'],
  examples: [{ title: 'November', arguments: { user_id: 'me', start_date: '2026-11-01', end_date: '2026-11-30' } }],
  input: z.object({
    user_id: z.string().optional().meta({ description: 'Id of the person that the report is about; by default you.' }),
    start_date: day,
    end_date: day.meta({ description: 'Last day, YYYY-MM-DD, UTC, included.' }),
  }),
  output: z.object({
    report_id: z.string(),
    user_id: z.string(),
    start_date: z.string(),
    end_date: z.string(),
    transactions: z.int(),
    flagged: z.int(),
    download_url: z.string().describe('Of report.json.'),
    files: z.array(FileOutput),
  }),
  // It copies stored data into files that expire; it changes no data.
  annotations: { readOnly: true, destructive: false, idempotent: true, openWorld: false },
  requiredScopes: READ_SCOPE,
  rateLimit: { perMinute: 10, perHour: 100, burst: 5 },
  timeoutMs: 30_000,
  auditFields: { user_id: 'person', start_date: AUDIT_FORMS.day, end_date: AUDIT_FORMS.day },
  validate: (args) => {
    periodOf(args);
  },
  async execute(args, call) {
    const owner = args.user_id ?? call.context.principal.id;
    const period = periodOf(args);
    const report = await gather(call, { owner, period });
    const files = await Promise.all(filesOf(report).map((file) => stored(call, report, file)));
    return {
      data: {
        report_id: report.report_id,
        user_id: owner,
        start_date: period.from,
        end_date: period.to,
        transactions: report.totals.transactions,
        flagged: report.totals.flagged,
        download_url: files[0]?.url ?? '',
        files,
      },
    };
  },
});

async function gather(call: Call, { owner, period }: { owner: string; period: Period }): Promise<Report> {
  const span = { owner, from: period.start, to: period.end, most: MOST_SCANS };
  const [scans, alerts] = await Promise.all([
    itemsBetween<ScanLine>(call.store, { ...span, kind: 'scan' }),
    itemsBetween<Alert>(call.store, { ...span, kind: 'alert' }),
  ]);
  if (scans && alerts) {
    return reportOf({ reportId: randomUUID(), owner, period, madeAt: Date.now(), scans, alerts });
  }
  throw new ManifoldError('E2004', `"end_date" makes a report of more than ${MOST_SCANS} transactions.`, {
    details: { field: 'end_date', expectedFormat: 'a shorter period' },
  });
}

async function stored(call: Call, report: Report, { name, type, body }: ReturnType<typeof filesOf>[number]) {
  // The key has neither the person's id nor a number that could be guessed.
  const folder = createHash('sha256').update(report.user_id).digest('hex').slice(0, 16);
  const key = `reports/${folder}/${report.report_id}/${name}`;
  const bytes = Buffer.from(body);
  await call.files.put({ key, type, body: bytes });
  const saveAs = `fraud-${report.start_date}-${report.end_date}-${name}`;
  const { url, expiresAt } = await call.files.link({ key, seconds: LINK_SECONDS, saveAs });
  return { name, type, bytes: bytes.length, url, expires_at: expiresAt };
}
