/**
 * Measures the scorer of the fraud family on labelled transactions: the modules that scan_transaction runs, with histories
 * in memory.
 *
 *     npm run fraud -- evaluate transactions.csv.gz --roc roc.svg
 */
import { existsSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { readMoney } from '../functions/core/money/money.ts';
import { command } from './command/command.ts';
import { runProgram } from './command/run-program.ts';
import { evaluate } from './fraud/evaluate.ts';
import { roc } from './fraud/measures.ts';
import { rocChart } from './fraud/roc-chart.ts';
import { tableOf } from './fraud/table.ts';

await runProgram({
  name: 'fraud',
  about:
    'The later 30 % of the time span is measured; the transactions before it build the histories alone.\n' +
    'FILE has labelled transactions as CSV, and may be packed with gzip; docs/families/fraud.md lists its columns.',
  commands: {
    evaluate: command({
      about: 'Measures the fraud scorer on labelled transactions.',
      options: {
        roc: { type: 'text', value: 'FILE', help: 'writes the ROC curve as SVG' },
        'review-cost': {
          type: 'text',
          value: 'AMOUNT',
          default: '3.00',
          help: 'what one review costs; a missed fraud costs its amount',
        },
        currency: {
          type: 'text',
          value: 'CODE',
          default: 'USD',
          help: 'currency of the costs, and of lines that name no currency',
        },
      },
      arguments: ['[FILE]'],
      run: async ({ options: { roc: picture, 'review-cost': cost, currency }, arguments: [file] }) => {
        const review = readMoney({ amount: cost, currency }, 'review-cost');
        if (file === undefined || !existsSync(file)) {
          return `not evaluated: ${file === undefined ? 'no data set was named' : `there is no file ${file}`}.`;
        }
        const evaluation = await evaluate(file, { currency: review.currency, progress: terminalCount() });
        if (process.stderr.isTTY) process.stderr.write('\r');
        if (picture !== undefined) await writeFile(picture, rocChart(roc(evaluation.scored)));
        return tableOf(evaluation, { reviewMinor: review.minor, currency: review.currency });
      },
    }),
  },
});

function terminalCount(): (seen: number) => void {
  if (!process.stderr.isTTY) return () => {};
  return (seen) => process.stderr.write(`\r${seen} transactions`);
}
