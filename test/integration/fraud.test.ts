import { randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { newKey } from './support/control.ts';
import { answerOf, callTool, modern, type RequestOptions } from './support/endpoint.ts';

const READER = ['fraud:read', 'fraud:write', 'tools:list'];

let bob: string;
let eve: string;
let stranger: string;
beforeAll(async () => {
  const reviewer = { roles: ['operator'], scopes: [...READER, 'fraud:review'] };
  bob = await newKey({ id: `test:reviewer-${randomUUID()}`, ...reviewer });
  eve = await newKey({ id: `test:reviewer-${randomUUID()}`, ...reviewer });
  stranger = await newKey({ id: `test:stranger-${randomUUID()}`, scopes: [...READER, 'fraud:review'] });
});

const day = (daysAgo: number) => new Date(Date.now() - daysAgo * 86_400_000).toISOString();
const refusalOf = (result: Awaited<ReturnType<typeof callTool>>) => result._meta['manifold/error'];
const scan = (facts: Record<string, unknown>, key: string) =>
  callTool(
    'scan_transaction',
    { transaction_data: { transaction_id: randomUUID(), amount: '20.00', currency: 'EUR', ...facts } },
    { key },
  );

/** A new customer with a few payments. */
async function customer(roles = ['user']) {
  const id = `test:customer-${randomUUID()}`;
  const key = await newKey({ id, roles, scopes: [...READER, 'fraud:review'] });
  for (let index = 0; index < 5; index += 1) await scan({ occurred_at: day(20 - index) }, key);
  return { id, key, uri: `fraud://${encodeURIComponent(id)}` };
}

/** A transaction of the customer that is flagged. */
async function flagged(amount: string, key: string): Promise<string> {
  const { structuredContent } = await scan({ amount }, key);
  expect(structuredContent).toMatchObject({ flagged: true });
  return structuredContent.transaction_id;
}

/** Calls a tool, confirms it as the person, and calls it again. */
async function confirmed(args: Record<string, unknown>, options: RequestOptions) {
  const name = 'review_flagged_transaction';
  const { details } = refusalOf(await callTool(name, args, options));
  const again = { ...args, confirmation_token: details.confirmationToken };
  return { effect: details.effect as string, again, result: await callTool(name, again, options) };
}

async function read(uri: string, key: string) {
  const { result, error } = await answerOf(modern('resources/read', { uri }, { key }));
  return error ? { error } : JSON.parse(result.contents[0].text);
}

describe('a transaction that is scored through the gateway', () => {
  it('is flagged, and two other people decide it with a confirmation and encrypted notes', async () => {
    const ada = await customer();
    const transaction_id = await flagged('12000.00', ada.key);
    const args = { user_id: ada.id, transaction_id, decision: 'decline', notes: 'The customer was called.' };
    const { effect, result, again } = await confirmed(args, { key: bob });
    expect(effect).toContain('A second reviewer has to agree');
    expect(result.structuredContent).toMatchObject({ updated_status: 'awaiting_second', final: false });
    // A retry is the same decision, not a second one.
    const repeated = await callTool('review_flagged_transaction', again, { key: bob });
    expect(repeated.structuredContent.decisions).toHaveLength(1);
    const second = await confirmed(args, { key: eve });
    expect(second.result.structuredContent).toMatchObject({ updated_status: 'declined', final: true });
    const { alerts } = await read(`${ada.uri}/alerts?status=declined`, eve);
    expect(alerts).toContainEqual(expect.objectContaining({ transaction_id, status: 'declined' }));
    expect(alerts[0].decisions[0].notes).toBe('The customer was called.');
    const own = await read('fraud://me/alerts', ada.key);
    expect(JSON.stringify(own)).not.toContain('The customer was called.');
  });

  it('is counted once, however often it is sent', async () => {
    const transaction_id = randomUUID();
    const { transactions: before = 0 } = (await read('fraud://me/risk-report', stranger)).usual[0] ?? {};
    const first = await scan({ transaction_id }, stranger);
    const second = await scan({ transaction_id }, stranger);
    expect([first.structuredContent.repeated, second.structuredContent.repeated]).toEqual([false, true]);
    expect((await read('fraud://me/risk-report', stranger)).usual[0].transactions).toBe(before + 1);
  });

  it('cannot be reviewed by its own customer', async () => {
    const ada = await customer(['operator']);
    const transaction_id = await flagged('900.00', ada.key);
    const args = { user_id: ada.id, transaction_id, decision: 'approve', notes: 'It was me.' };
    expect(refusalOf(await callTool('review_flagged_transaction', args, { key: ada.key }))).toMatchObject({
      code: 'E1004',
      details: { field: 'user_id' },
    });
  });

  it('is refused with the name of a field that is wrong', async () => {
    expect(refusalOf(await scan({ amount: '10.500' }, stranger))).toMatchObject({
      code: 'E2004',
      details: { field: 'transaction_data.amount', suggestion: 'Did you mean "10.50"?' },
    });
  });
});

describe('a caller who asks about another person’s transactions', () => {
  it('gets no alert, risk report, report or review', async () => {
    const ada = await customer();
    const transaction_id = await flagged('900.00', ada.key);
    const owner = { user_id: ada.id };
    const refused = expect.objectContaining({ code: 'E4007' });
    const span = { start_date: day(3).slice(0, 10), end_date: day(0).slice(0, 10) };
    const review = { transaction_id, decision: 'approve', notes: 'none' };
    for (const [name, args] of [
      ['generate_fraud_report', span],
      ['scan_transaction', { transaction_data: { transaction_id, amount: '1.00', currency: 'EUR' } }],
    ] as const) {
      expect([name, refusalOf(await callTool(name, { ...args, ...owner }, { key: stranger }))]).toEqual([
        name,
        refused,
      ]);
    }
    // Without the role of a reviewer the tool does not exist; with it, a transaction of another tenant does not.
    const call = { name: 'review_flagged_transaction', arguments: { ...review, ...owner } };
    const hidden = await answerOf(modern('tools/call', call, { key: stranger }));
    expect(hidden.error).toMatchObject({ data: { code: 'E3001' } });
    const scopes = [...READER, 'fraud:review'];
    const elsewhere = await newKey({ id: 'test:reviewer', tenant: 'elsewhere', roles: ['operator'], scopes });
    expect(refusalOf(await callTool(call.name, call.arguments, { key: elsewhere }))).toEqual(refused);
    for (const part of ['alerts', 'risk-report']) {
      const { error } = await read(`${ada.uri}/${part}`, stranger);
      expect([part, error.data.code]).toEqual([part, 'E4007']);
    }
  });
});

describe('a fraud report through the gateway', () => {
  it('is a set of files behind links that cannot be altered', async () => {
    const ada = await customer();
    const { structuredContent: report } = await callTool(
      'generate_fraud_report',
      { start_date: day(25).slice(0, 10), end_date: day(0).slice(0, 10) },
      { key: ada.key },
    );
    const [json, csv, ...charts] = await Promise.all(
      report.files.map(async ({ url, type }: { url: string; type: string }) => {
        const answer = await fetch(url);
        expect([answer.status, answer.headers.get('content-type')]).toEqual([200, type]);
        return answer.text();
      }),
    );
    expect(JSON.parse(json).totals.transactions).toBe(5);
    expect(csv.trimEnd().split('\r\n')).toHaveLength(6);
    for (const chart of charts) expect(chart).toMatch(/^<svg /);
    const changed = report.download_url.replace('report.json', 'report.csv');
    expect((await fetch(changed)).status).toBe(403);
    expect((await fetch(new URL(report.download_url).origin + new URL(report.download_url).pathname)).status).toBe(403);
  });
});
