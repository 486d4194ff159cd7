import { randomUUID } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { dataOf, familyUnderTest } from '../../../../test/support/family-harness.ts';
import family from '../family.ts';

const harness = await familyUnderTest(family);

const today = new Date().toISOString().slice(0, 10);
const day = (daysAgo: number) => new Date(Date.now() - daysAgo * 86_400_000).toISOString();
const scan = async (facts: Record<string, unknown>, id: string) => {
  const transaction_data = { transaction_id: randomUUID(), amount: '20.00', currency: 'EUR', ...facts };
  return dataOf(await harness.run('scan_transaction', { transaction_data }, { owner: id }));
};
const report = (args: Record<string, unknown>, id: string) => harness.run('generate_fraud_report', args, { owner: id });

describe('a report', () => {
  it('has JSON, CSV and charts of exactly the transactions in its period', async () => {
    const id = 'test:reported';
    for (let index = 0; index < 6; index += 1) await scan({ occurred_at: day(10 - index) }, id);
    await scan({ amount: '900.00', merchant_id: '@shop' }, id);
    const start_date = day(8).slice(0, 10);
    const data = dataOf(await report({ start_date, end_date: today }, id));
    expect(data).toMatchObject({ user_id: id, transactions: 5, flagged: 1, download_url: data.files[0].url });
    expect(data.files.map(({ name }: { name: string }) => name)).toEqual([
      'report.json',
      'report.csv',
      'scores.svg',
      'flagged.svg',
    ]);
    const textOf = (name: string) => {
      const [, file] = [...harness.files].find(([key]) => key.endsWith(`${data.report_id}/${name}`)) ?? [];
      return file?.text ?? '';
    };
    const { totals, transactions } = JSON.parse(textOf('report.json'));
    expect(totals).toMatchObject({
      transactions: 5,
      flagged: 1,
      by_status: { open: 1 },
      by_currency: [{ currency: 'EUR', transactions: 5, amount: '980.00', flagged_amount: '900.00' }],
    });
    expect(transactions).toHaveLength(5);
    const lines = textOf('report.csv').trimEnd().split('\r\n');
    expect(lines).toHaveLength(6);
    // A spreadsheet must not read the name of a merchant as a formula.
    expect(lines.at(-1)).toContain(",'@shop,");
    for (const chart of ['scores.svg', 'flagged.svg']) {
      expect(textOf(chart)).toMatch(/^<svg .*<\/svg>\n$/s);
      expect(textOf(chart)).toContain('<rect');
    }
    expect([...harness.files.keys()].join()).not.toContain(id);
  });

  it('is empty for a person without transactions', async () => {
    const data = dataOf(await report({ start_date: day(30).slice(0, 10), end_date: today }, 'test:nobody'));
    expect(data).toMatchObject({ transactions: 0, flagged: 0 });
  });

  it.each([
    [{ start_date: '2026-02-01', end_date: '2026-01-01' }, 'end_date'],
    [{ start_date: '2024-01-01', end_date: '2026-01-01' }, 'end_date'],
    [{ start_date: '2099-01-01', end_date: '2099-01-02' }, 'start_date'],
    [{ start_date: '2026-02-30', end_date: '2026-03-01' }, 'start_date'],
  ])('is refused for %j, and the error names %s', async (args, field) => {
    await expect(report(args, 'test:refused')).rejects.toMatchObject({ details: { field } });
  });
});
