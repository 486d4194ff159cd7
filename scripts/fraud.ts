/**
 * Measures the scorer of the fraud family on labelled transactions: the very modules that scan_transaction runs, with
 * histories in memory. The later 30 % of the time span is measured; what lies before only builds the histories.
 *
 *     npm run fraud -- evaluate transactions.csv.gz --roc roc.svg
 */
import { existsSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { readMoney } from '../functions/kit/money/money.ts';
import { evaluate } from './fraud/evaluate.ts';
import { roc } from './fraud/measures.ts';
import { rocChart } from './fraud/roc-chart.ts';
import { tableOf } from './fraud/table.ts';
import { printResult } from './print-result.ts';

const USAGE = `npm run fraud -- evaluate [FILE] [--roc FILE.svg] [--review-cost 3.00] [--currency USD]

  FILE             labelled transactions as CSV, may be .gz (docs/families/fraud.md has the columns)
  --roc FILE       writes the ROC curve as SVG
  --review-cost C  what one review costs (default 3.00); a missed fraud costs its amount
  --currency CODE  currency of the costs, and of lines that name none (default USD)`;

await printResult(run, USAGE);

async function run(argv: string[]): Promise<string> {
  const { values, positionals } = parseArgs({
    args: argv,
    allowPositionals: true,
    options: {
      roc: { type: 'string' },
      'review-cost': { type: 'string', default: '3.00' },
      currency: { type: 'string', default: 'USD' },
    },
  });
  const [command, file, ...rest] = positionals;
  if (command !== 'evaluate' || rest.length > 0) throw new Error(USAGE);
  const review = readMoney({ amount: values['review-cost'], currency: values.currency }, 'review-cost');
  if (file === undefined || !existsSync(file)) {
    return `not evaluated: ${file === undefined ? 'no data set was named' : `there is no ${file}`}.`;
  }
  const show = process.stderr.isTTY;
  const evaluation = await evaluate(file, {
    currency: review.currency,
    progress: (seen) => {
      if (show) process.stderr.write(`\r${seen} transactions`);
    },
  });
  if (show) process.stderr.write('\r');
  if (values.roc !== undefined) await writeFile(values.roc, rocChart(roc(evaluation.scored)));
  return tableOf(evaluation, { reviewMinor: review.minor, currency: review.currency });
}
