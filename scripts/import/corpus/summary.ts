import { PROFILES } from '../../../functions/kit/model-profiles/index.ts';
import { number, percent } from '../numbers.ts';
import type { DocumentResult } from './result.ts';

const sum = (results: readonly DocumentResult[], of: (result: DocumentResult) => number) =>
  results.reduce((total, result) => total + of(result), 0);

/** The results of a run, in a few lines. */
export function summaryLines(results: readonly DocumentResult[]): string[] {
  const operations = sum(results, (result) => result.operations);
  const share = (of: (result: DocumentResult) => number) =>
    `${number(sum(results, of))} (${percent(sum(results, of), operations)})`;
  const slowest = [...results].sort((a, b) => b.compileMs - a.compileMs)[0];
  const largest = [...results].sort((a, b) => b.megabytes - a.megabytes)[0];
  const codes = new Map<string, number>();
  for (const result of results) {
    for (const [code, count] of Object.entries(result.codes)) codes.set(code, (codes.get(code) ?? 0) + count);
  }
  const refusals = results.filter(({ refusal }) => refusal !== undefined);
  return [
    `${number(results.length)} documents, ${number(operations)} operations, ${number(sum(results, ({ crash }) => (crash ? 1 : 0)))} crashes`,
    `accepted ${share((one) => one.accepted)}, lossy ${share((one) => one.lossy)}, refused ${share((one) => one.refused)}`,
    `documents refused as a whole: ${refusals.length}`,
    ...refusals.map(({ name, refusal }) => `  ${name}: ${refusal}`),
    ...results.filter(({ crash }) => crash).map(({ name, crash }) => `  CRASH ${name}: ${crash}`),
    `tokens ${number(sum(results, (one) => one.tokens))}`,
    `compiling took ${(sum(results, (one) => one.compileMs) / 1_000).toFixed(1)} s in all; the slowest was ${slowest?.name} with ${slowest?.compileMs} ms`,
    `most memory: ${largest?.name} with ${largest?.megabytes} MB`,
    `operations with a fault in the schema as it is: ${PROFILES.map((profile) => `${profile} ${share((one) => one.lint[profile] ?? 0)}`).join(', ')}`,
    ...[...codes].sort(([, a], [, b]) => b - a).map(([code, count]) => `  ${code}: ${number(count)}`),
  ];
}

/** Figures by provider as a Markdown table: the folder of the directory, which is the provider's domain. */
export function providerTable(results: readonly DocumentResult[], least: number): string[] {
  const groups = new Map<string, DocumentResult[]>();
  for (const result of results) {
    const [source = '', provider = ''] = result.name.replace(/\.json$/, '').split('/');
    const key = source === 'octokit' ? '@octokit/openapi' : provider;
    groups.set(key, [...(groups.get(key) ?? []), result]);
  }
  const large = [...groups].filter(([, group]) => sum(group, (one) => one.operations) >= least);
  const small = [...groups]
    .filter(([, group]) => sum(group, (one) => one.operations) < least)
    .flatMap(([, group]) => group);
  const rows = large.sort(([, a], [, b]) => sum(b, (one) => one.operations) - sum(a, (one) => one.operations));
  return [
    '| provider | documents | operations | accepted | lossy | refused | tokens |',
    '|---|--:|--:|--:|--:|--:|--:|',
    ...rows.map(([provider, group]) => providerRow(provider, group)),
    ...(small.length > 0 ? [providerRow(`${groups.size - large.length} others`, small)] : []),
    providerRow('**all**', results),
  ];
}

function providerRow(provider: string, group: readonly DocumentResult[]): string {
  const cells = [
    group.length,
    ...(['operations', 'accepted', 'lossy', 'refused', 'tokens'] as const).map((field) =>
      sum(group, (one) => one[field]),
    ),
  ];
  return `| ${provider} | ${cells.map(number).join(' | ')} |`;
}
