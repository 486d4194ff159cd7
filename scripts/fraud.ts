/**
 * The scorer of the fraud family: trains and measures it on labelled transactions, with histories in memory, and changes
 * and back-tests the settings of a tenant.
 *
 *     npm run fraud -- train transactions.csv.gz --days 94 --out functions/families/fraud/scoring/learned.json
 *     npm run fraud -- evaluate transactions.csv.gz --from-day 95 --roc roc.svg
 *     npm run fraud -- backtest candidate.json --tenant acme
 *     npm run fraud -- set-settings candidate.json --tenant acme --reason "Fewer alarms"
 */
import { existsSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { readMoney } from '../functions/core/money/money.ts';
import { command } from './command/command.ts';
import { runProgram } from './command/run-program.ts';
import { evaluate } from './fraud/evaluate.ts';
import { roc } from './fraud/measures.ts';
import { readLabelled } from './fraud/read-csv.ts';
import { rocChart } from './fraud/roc-chart.ts';
import { settingsCommands } from './fraud/settings-commands.ts';
import { tableOf } from './fraud/table.ts';
import { POINTS_PER_NAT, train } from './fraud/train.ts';

await runProgram({
  name: 'fraud',
  about:
    'Transactions before the measured days build the histories alone.\n' +
    'FILE has labelled transactions as CSV, and may be packed with gzip; docs/families/fraud.md lists its columns.',
  commands: {
    ...settingsCommands,
    evaluate: command({
      about: 'Measures the fraud scorer on labelled transactions.',
      options: {
        'from-day': {
          type: 'number',
          value: 'DAY',
          help: 'first measured day, from 1; else the last 30 % of the time',
        },
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
      run: async ({ options, arguments: [file] }) => {
        const { roc: picture, 'review-cost': cost, currency, 'from-day': fromDay } = options;
        const review = readMoney({ amount: cost, currency }, 'review-cost');
        if (file === undefined || !existsSync(file)) {
          return `not evaluated: ${file === undefined ? 'no data set was named' : `there is no file ${file}`}.`;
        }
        const evaluation = await evaluate(file, { currency: review.currency, fromDay, progress: terminalCount() });
        if (process.stderr.isTTY) process.stderr.write('\r');
        if (picture !== undefined) await writeFile(picture, rocChart(roc(evaluation.scored)));
        return tableOf(evaluation, { reviewMinor: review.minor, currency: review.currency });
      },
    }),
    train: command({
      about: 'Trains the curves of the scorer on the first days of labelled transactions.',
      options: {
        days: { type: 'number', value: 'DAYS', required: true, help: 'uses the first so many days, and no later one' },
        out: { type: 'text', value: 'FILE', required: true, help: 'writes the curves as JSON' },
        currency: { type: 'text', value: 'CODE', default: 'USD', help: 'currency of the file' },
      },
      arguments: ['FILE'],
      run: async ({ options: { days, out, currency }, arguments: [file] }) => {
        const trained = await train(readLabelled(file, currency), { days });
        const { curves, ...about } = trained;
        await writeFile(out, `${JSON.stringify({ ...about, pointsPerNat: POINTS_PER_NAT, curves }, null, 2)}\n`);
        return `Trained on ${about.samples} transactions of ${days} days, ${about.frauds} of them fraud: ${out}.`;
      },
    }),
  },
});

function terminalCount(): (seen: number) => void {
  if (!process.stderr.isTTY) return () => {};
  return (seen) => process.stderr.write(`\r${seen} transactions`);
}
