import { PROFILES } from '../../functions/kit/model-profiles/index.ts';
import type { Finding, ImportReport, OperationReport } from '../../functions/kit/openapi/index.ts';
import { alignedRows } from '../csv.ts';
import { number, percent } from './numbers.ts';

/** The report for a terminal: a summary, the tools, then everything that was lost or refused. */
export function previewTable(report: ImportReport, { notes }: { notes: boolean }): string {
  return [
    ...summary(report),
    '',
    ...toolRows(report),
    '',
    ...findingLines(report, notes),
    ...connectionLines(report),
  ].join('\n');
}

function summary({ title, version, dialect, bundle, profile, verdicts, tokens, operations }: ImportReport): string[] {
  const name = dialect === '2.0' ? 'Swagger 2.0' : `OpenAPI ${dialect}`;
  const share = (count: number) => `${number(count)} (${percent(count, operations.length)})`;
  const fit = tokens.withinBudget
    ? `within the budget of ${number(tokens.budget)}`
    : `over the budget of ${number(tokens.budget)}: better found by search than listed`;
  return [
    `${title} ${version}, ${name}, bundle ${bundle}`,
    `${number(operations.length)} operations: ${share(verdicts.accepted)} accepted, ${share(verdicts.lossy)} lossy, ${share(verdicts.refused)} refused`,
    `${number(tokens.total)} tokens (${tokens.tokenizer})${profile === undefined ? '' : `, schemas for ${profile}`}, ${fit}`,
  ];
}

function toolRows({ operations }: ImportReport): string[] {
  const header = ['verdict', 'tool', 'request', 'arguments', 'tokens', ...PROFILES];
  const rows = operations.map((operation) => [
    operation.verdict,
    operation.tool?.name ?? '',
    `${operation.method} ${operation.path}`,
    operation.tool ? number(argumentCount(operation.tool.request)) : '',
    operation.tool ? number(operation.tool.tokens) : '',
    ...PROFILES.map((profile) => lintCell(operation, profile)),
  ]);
  return [
    ...alignedRows([header, ...rows]),
    '',
    'Beside each tool: how many rules of a provider its schema breaks as it is; --profile adapts it.',
  ];
}

function lintCell({ tool }: OperationReport, profile: (typeof PROFILES)[number]): string {
  if (tool === undefined) return '';
  const count = tool.lint[profile].length;
  return count === 0 ? 'ok' : String(count);
}

export function argumentCount({ parameters, body }: NonNullable<OperationReport['tool']>['request']): number {
  if (body === undefined) return parameters.length;
  return parameters.length + (body.from === 'properties' ? body.properties.length : 1);
}

function findingLines({ findings, operations }: ImportReport, withNotes: boolean): string[] {
  const lines = operations.flatMap(({ method, path, verdict, findings: found }) => {
    const told = found.filter(({ severity }) => severity !== 'note' || withNotes);
    return told.length === 0 ? [] : [`${method} ${path}: ${verdict}`, ...told.map(findingLine)];
  });
  const notes = operations.flatMap(({ findings: found }) => found.filter(({ severity }) => severity === 'note'));
  const counted = new Map<string, number>();
  for (const { code } of notes) counted.set(code, (counted.get(code) ?? 0) + 1);
  const kinds = [...counted].sort(([, a], [, b]) => b - a).map(([code, count]) => `${code} ${number(count)}`);
  return [
    ...lines,
    ...(withNotes || kinds.length === 0 ? [] : [`Notes, printed with --notes: ${kinds.join(', ')}`]),
    ...(findings.length === 0 ? [] : ['', 'The document:', ...findings.map(findingLine)]),
  ];
}

const findingLine = ({ severity, code, pointer, message }: Finding) =>
  `  ${severity} ${code}: ${message}\n    ${pointer}`;

function connectionLines({ connection }: ImportReport): string[] {
  const servers = connection.servers.map(({ url, variables }) => {
    const asked = variables.map(
      ({ name, default: standard, values }) =>
        `${name}=${standard}${values.length > 0 ? ` (${values.join('|')})` : ''}`,
    );
    return `  server ${url}${asked.length > 0 ? ` with ${asked.join(', ')}` : ''}`;
  });
  const schemes = connection.schemes.map(({ name, kind, toFillIn }) => `  ${name} (${kind}): ${toFillIn.join(', ')}`);
  return ['', 'To fill in before the tools can be called:', ...servers, ...schemes];
}
