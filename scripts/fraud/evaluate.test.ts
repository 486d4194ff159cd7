import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { evaluate } from './evaluate.ts';
import { roc } from './measures.ts';
import { rocChart } from './roc-chart.ts';
import { tableOf } from './table.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'fraud-'));
});
afterAll(() => rm(folder, { recursive: true }));

const run = { currency: 'USD', progress: () => undefined };
/** Sixty days of one customer who pays 20 to 22 a day; on three of the last days somebody else pays 300. */
const lines = [
  'time,customer,terminal,amount,fraud',
  ...Array.from({ length: 60 }, (_, day) => {
    const fraud = [45, 50, 55].includes(day);
    const time = new Date(Date.UTC(2026, 0, 1 + day, 12)).toISOString();
    return `${time},c1,t${day % 7},${fraud ? '300.00' : `${20 + (day % 3)}.00`},${fraud ? 1 : 0}`;
  }),
];
const written = async (name: string, content: string | Buffer) => {
  const file = join(folder, name);
  await writeFile(file, content);
  return file;
};

describe('the evaluation of the fraud scorer', () => {
  it('measures the later 30 % of the time span with the scorer of the family', async () => {
    const evaluation = await evaluate(await written('all.csv', lines.join('\n')), run);
    expect(evaluation).toMatchObject({ transactions: 60 });
    expect(evaluation.scored).toHaveLength(18);
    expect(evaluation.scored.filter(({ fraud }) => fraud)).toHaveLength(3);
    const { auc, curve } = roc(evaluation.scored);
    expect(auc).toBeCloseTo(1, 9);
    expect(rocChart({ auc, curve })).toContain('ROC, area 1.0000');
    const table = tableOf(evaluation, { reviewMinor: 300, currency: 'USD' });
    expect(table).toContain('AUC                  1.0000');
    expect(table).toMatch(/no scoring .* 900\.00 USD/);
  });

  it('gives the same figures for a compressed file', async () => {
    const [plain, packed] = await Promise.all([
      evaluate(await written('plain.csv', lines.join('\r\n')), run),
      evaluate(await written('packed.csv.gz', gzipSync(lines.join('\n'))), run),
    ]);
    expect(packed).toEqual(plain);
  });

  it.each([
    ['a missing column', ['time,customer,fraud', '1,c,0'], /lacks amount/],
    ['an invalid time', ['time,customer,amount,fraud', 'soon,c,1,0'], /Line 2: "time" is not valid: soon/],
    ['lines out of order', ['time,customer,amount,fraud', '2000,c,1,0', '1000,c,1,0'], /line 3: earlier/],
    ['an invalid label', ['time,customer,amount,fraud', '1000,c,1,yes'], /"fraud" is not valid: yes/],
    ['another currency', ['time,customer,amount,fraud,currency', '1000,c,1,0,EUR'], /"currency" is not valid: EUR/],
    ['quotes', ['time,customer,amount,fraud', '1000,"c",1,0'], /quoted/],
    ['no transaction', ['time,customer,amount,fraud'], /holds no transaction/],
    ['no fraud', ['time,customer,amount,fraud', '1000,c,1,0', '2000,c,1,0'], /0 frauds of/],
  ])('refuses a file with %s', async (what, content, message) => {
    const file = await written(`${what.replaceAll(' ', '-')}.csv`, content.join('\n'));
    await expect(evaluate(file, run)).rejects.toThrow(message);
  });
});
