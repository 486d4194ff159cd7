/**
 * Measures the template engine against Jinja2: what a corpus of templates comes out as, and how long a configuration takes.
 *
 *     npm run jinja:corpus -- --seed 7 --per-feature 50
 *     npm run jinja:bench
 */
import { writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { type Compared, compareCorpus } from '../test/support/jinja/compare.ts';
import { hasAnsible, hasJinja } from '../test/support/jinja/oracle.ts';
import { reportOf } from '../test/support/jinja/report.ts';
import { bench } from './jinja/bench.ts';
import { printResult } from './print-result.ts';

const USAGE = `npm run jinja:corpus -- [--seed N] [--per-feature N] [--write]
npm run jinja:bench -- [--rounds N]

  --seed N         what the templates are made from (default 1)
  --per-feature N  templates for each part of the language (default 40)
  --write          keeps the counts in functions/kit/jinja/corpus-report.md
  --rounds N       how often the configuration is rendered (default 25)`;

const REPORT = fileURLToPath(new URL('../functions/kit/jinja/corpus-report.md', import.meta.url));

await printResult(run, USAGE);

async function run(argv: string[]): Promise<string> {
  const { values, positionals } = parseArgs({
    args: argv,
    allowPositionals: true,
    options: {
      seed: { type: 'string', default: '1' },
      'per-feature': { type: 'string', default: '40' },
      rounds: { type: 'string', default: '25' },
      write: { type: 'boolean', default: false },
    },
  });
  const [command, ...rest] = positionals;
  if (rest.length > 0) throw new Error(USAGE);
  if (command === 'bench') return bench(wholeNumber(values.rounds, '--rounds'));
  if (command !== 'corpus') throw new Error(USAGE);
  if (!hasJinja) return 'not compared: python3-jinja2 3.1.2 is not here; npm run peers installs it.';
  const seed = wholeNumber(values.seed, '--seed');
  const perFeature = wholeNumber(values['per-feature'], '--per-feature');
  const compared = compareCorpus({ seed, perFeature, withAnsible: hasAnsible() });
  const report = reportOf(compared, { seed, perFeature });
  if (values.write) await writeFile(REPORT, report);
  const differing = compared.filter(({ verdict }) => verdict === 'different');
  if (differing.length > 0) process.exitCode = 1;
  return [...(values.write ? [] : [report]), ...differing.map(shown), totals(compared)].join('\n');
}

function wholeNumber(text: string, option: string): number {
  if (!/^\d{1,9}$/.test(text)) throw new Error(`${option} takes a whole number, not ${text}.`);
  return Number(text);
}

function shown({ feature, source, theirs, ours }: Compared): string {
  return `${feature}: ${JSON.stringify(source)}\n  Jinja2 ${JSON.stringify(theirs)}\n  here   ${JSON.stringify(ours)}`;
}

function totals(compared: readonly Compared[]): string {
  const verdicts = Map.groupBy(compared, ({ verdict }) => verdict);
  return `${compared.length} cases: ${Array.from(verdicts, ([verdict, cases]) => `${cases.length} ${verdict}`).join(', ')}`;
}
