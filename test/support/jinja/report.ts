import type { Compared, Verdict } from './compare.ts';
import { DIFFERENCES, knownDifference } from './differences.ts';

const COLUMNS: readonly Verdict[] = ['same text', 'same error', 'known', 'not comparable', 'different'];

const counted = (cases: readonly Compared[]) =>
  COLUMNS.map((verdict) => cases.filter((one) => one.verdict === verdict).length);

/** The outcome of a corpus as a page: counts of each feature, and the differences by name. */
export function reportOf(
  compared: readonly Compared[],
  { seed, perFeature }: { seed: number; perFeature: number },
): string {
  const features = Map.groupBy(compared, ({ feature }) => feature);
  const row = (name: string, cases: readonly Compared[]) =>
    `| ${name} | ${[cases.length, ...counted(cases)].join(' | ')} |`;
  const known = DIFFERENCES.map((difference) => {
    const shown = compared.filter((one) => one.verdict === 'known' && knownDifference(one) === difference);
    return `| ${difference.name} | ${shown.length} | ${difference.reason} |`;
  });
  return [
    '# The corpus beside Jinja2 3.1.2',
    '',
    `Made by \`npm run jinja:corpus -- --seed ${seed} --per-feature ${perFeature} --write\`: templates and contexts by chance,`,
    'rendered by Debian’s python3-jinja2 3.1.2 in its sandbox (with `ansible.utils` for addresses and patterns) and by this engine. A text is the',
    'same if every byte is; an error is the same if it is of the same kind. Texts with an address of memory in them, such as',
    '`<generator object … at 0x7f…>`, cannot be compared.',
    '',
    `| feature | cases | ${COLUMNS.join(' | ')} |`,
    `|---|${'---:|'.repeat(COLUMNS.length + 1)}`,
    ...Array.from(features, ([name, cases]) => row(name, cases)),
    row('**all**', compared),
    '',
    '## Known differences',
    '',
    '| difference | cases | reason |',
    '|---|---:|---|',
    ...known,
    '',
  ].join('\n');
}
