/**
 * Renders a corpus of generated templates with our engine and with Jinja2, and compares the results.
 *
 *     npm run jinja:corpus -- --seed 7 --per-feature 50
 */
import { writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { type Compared, compareCorpus } from '../test/support/jinja/compare.ts';
import { hasAnsible, hasJinja } from '../test/support/jinja/oracle.ts';
import { reportOf } from '../test/support/jinja/report.ts';
import { command } from './command/command.ts';
import { runProgram } from './command/run-program.ts';

const REPORT = fileURLToPath(new URL('../functions/kit/jinja/corpus-report.md', import.meta.url));

await runProgram({
  name: 'jinja:corpus',
  about: 'Needs python3-jinja2 3.1.2, which npm run peers installs. Ends with 1 if a result differs.',
  commands: {
    '': command({
      about: 'Compares our template engine with Jinja2.',
      options: {
        seed: { type: 'number', min: 0, default: 1, help: 'seed of the templates' },
        'per-feature': { type: 'number', default: 40, help: 'templates for each part of the language' },
        write: { type: 'flag', help: 'keeps the counts in functions/kit/jinja/corpus-report.md' },
      },
      run: async ({ options: { seed, 'per-feature': perFeature, write } }) => {
        if (!hasJinja) return 'not compared: python3-jinja2 3.1.2 is missing; npm run peers installs it.';
        const compared = compareCorpus({ seed, perFeature, withAnsible: hasAnsible() });
        const report = reportOf(compared, { seed, perFeature });
        if (write) await writeFile(REPORT, report);
        const differing = compared.filter(({ verdict }) => verdict === 'different');
        const lines = [...(write ? [] : [report]), ...differing.map(shown), totals(compared)];
        return { text: lines.join('\n'), exitCode: differing.length > 0 ? 1 : 0 };
      },
    }),
  },
});

function shown({ feature, source, theirs, ours }: Compared): string {
  return `${feature}: ${JSON.stringify(source)}\n  Jinja2 ${JSON.stringify(theirs)}\n  ours   ${JSON.stringify(ours)}`;
}

function totals(compared: readonly Compared[]): string {
  const verdicts = Map.groupBy(compared, ({ verdict }) => verdict);
  return `${compared.length} cases: ${Array.from(verdicts, ([verdict, cases]) => `${cases.length} ${verdict}`).join(', ')}`;
}
