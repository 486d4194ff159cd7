import { createHmac } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import Stripe from 'stripe';
import type { WebhookDefinition } from '../../schemas/webhooks.ts';
import { startDynamoDb, type TestDatabase } from '../../test/support/dynamodb.ts';
import { EVENT, NOW, SECRET, webhookHarness } from './testing/harness.ts';

const STRIPE: WebhookDefinition = { source: 'stripe', scheme: 'stripe', secretKey: 'HOOK' };
/** Stripe's own signer. */
const { webhooks } = new Stripe('sk_test_nobody');

let database: TestDatabase;
let harness: ReturnType<typeof webhookHarness>;
beforeAll(async () => {
  database = await startDynamoDb();
});
afterAll(() => database.stop());
const open = async (webhook = STRIPE) =>
  webhookHarness({ webhook, state: { client: database.client, table: await database.table() } });
beforeEach(async () => {
  harness = await open();
});

const signed = (changes: { payload?: string; secret?: string; timestamp?: number } = {}) => ({
  'Stripe-Signature': webhooks.generateTestHeaderString({
    payload: EVENT,
    secret: SECRET.HOOK,
    timestamp: NOW,
    ...changes,
  }),
});

describe('an event of Stripe', () => {
  it("is queued and audited if Stripe's own SDK has signed it", async () => {
    const answer = await harness.post(EVENT, signed());
    expect(answer).toMatchObject({ statusCode: 200, status: 'accepted' });
    expect(harness.sent).toEqual([
      expect.objectContaining({ kind: 'event', source: 'stripe', id: 'evt_1', body: JSON.parse(EVENT) }),
    ]);
    expect(harness.outcomes()).toEqual([['intent'], ['outcome', 'ok']]);
    expect(harness.trail[0]).toMatchObject({
      operation: 'webhooks/receive',
      target: 'billing/stripe',
      address: '192.0.2.0/24',
    });
    expect(JSON.stringify(harness.trail)).not.toContain('evt_1');
  });

  it('is accepted in base64, too', async () => {
    const base64 = Buffer.from(EVENT).toString('base64');
    expect((await harness.post(base64, signed(), { isBase64Encoded: true })).statusCode).toBe(200);
  });

  it('is accepted if one of several signatures matches, while a secret is rolled', async () => {
    const old = signed({ secret: SECRET.OLD })['Stripe-Signature'];
    const now = signed()['Stripe-Signature'].replace(/^t=\d+,/, '');
    expect((await harness.post(EVENT, { 'stripe-signature': `${old},${now},v0=00` })).statusCode).toBe(200);
  });

  it('is queued once, however often Stripe sends it', async () => {
    const again = (seconds: number) => {
      harness.clock = (NOW + seconds) * 1000;
      return harness.post(EVENT, signed({ timestamp: NOW + seconds }));
    };
    const answers = [await again(0), await again(5), await again(7200)];
    expect(answers.map(({ status }) => status)).toEqual(['accepted', 'duplicate', 'duplicate']);
    expect(harness.sent).toHaveLength(1);
  });

  it('is queued once if many deliveries arrive at once', async () => {
    const answers = await Promise.all(
      Array.from({ length: 10 }, (_, second) => harness.post(EVENT, signed({ timestamp: NOW - second }))),
    );
    expect(harness.sent).toHaveLength(1);
    for (const { statusCode } of answers) expect([200, 409]).toContain(statusCode);
  });

  it('is refused if a recorded request is replayed', async () => {
    await harness.post(EVENT, signed());
    expect((await harness.post(EVENT, signed())).statusCode).toBe(409);
    expect(harness.sent).toHaveLength(1);
    expect(harness.outcomes().at(-1)).toEqual(['outcome', 'refused', 'E2007']);
  });

  it('can be delivered again if the queue failed', async () => {
    harness.queueFails = true;
    expect((await harness.post(EVENT, signed())).statusCode).toBe(503);
    harness.queueFails = false;
    expect((await harness.post(EVENT, signed({ timestamp: NOW + 1 }))).statusCode).toBe(200);
    expect(harness.sent).toHaveLength(1);
  });

  it.each([
    ['another secret', EVENT, { secret: SECRET.OLD }],
    ['a changed body', EVENT.replace('updated', 'deleted'), {}],
    ['a space more', `${EVENT} `, {}],
    ['a time six minutes ago', EVENT, { timestamp: NOW - 360 }],
    ['a time six minutes ahead', EVENT, { timestamp: NOW + 360 }],
  ])('is refused for %s, without revealing the secret', async (_what, body, changes) => {
    const answer = await harness.post(body, signed(changes));
    expect(answer.statusCode).toBe(400);
    expect(answer.text).not.toContain('whsec');
    expect(harness.sent).toEqual([]);
    expect(harness.outcomes()).toEqual([['outcome', 'refused', 'E2001']]);
  });

  it.each([
    ['no header', {}],
    ['no time', { 'stripe-signature': 'v1=00' }],
    ['no v1', { 'stripe-signature': `t=${NOW},v0=00` }],
    ['no hex', { 'stripe-signature': `t=${NOW},v1=zz` }],
    ['an empty header', { 'stripe-signature': '' }],
  ])('is refused for %s', async (_what, headers) => {
    expect((await harness.post(EVENT, headers)).statusCode).toBe(400);
  });

  it('is refused if the header occurs twice', async () => {
    const twice = [signed()['Stripe-Signature'], 'x'];
    const answer = await harness.post(EVENT, {}, { multiValueHeaders: { 'Stripe-Signature': twice } });
    expect(answer.statusCode).toBe(400);
  });

  it.each(['[]', '"text"', '{"id":', ''])('is refused if the signed body is not a JSON object: %s', async (payload) => {
    expect((await harness.post(payload, signed({ payload }))).statusCode).toBe(400);
  });

  it('is refused if the secret is not set', async () => {
    const forged = createHmac('sha256', '').update(`${NOW}.${EVENT}`).digest('hex');
    harness = await open({ ...STRIPE, secretKey: 'EMPTY' });
    expect((await harness.post(EVENT, { 'stripe-signature': `t=${NOW},v1=${forged}` })).statusCode).toBe(503);
    expect(harness.sent).toEqual([]);
  });
});

it('counts a flood of unsigned requests without a write for each', async () => {
  const forged = () => harness.post(EVENT, signed({ secret: 'whsec_of_nobody' }));
  for (let count = 0; count < 20; count += 1) expect((await forged()).statusCode).toBe(400);
  harness.clock += 60_000;
  await forged();
  expect(harness.trail.map(({ outcome, count }) => [outcome, count])).toEqual([
    ['refused', 1],
    ['refused', 20],
  ]);
});

it('answers an unknown source with 404, and audits it without its name', async () => {
  const { statusCode } = await harness.post(EVENT, signed(), {
    pathParameters: { family: 'billing', source: 'nobody' },
  });
  expect(statusCode).toBe(404);
  expect(harness.trail).toEqual([
    expect.objectContaining({ target: '(no name)', outcome: 'refused', errorCode: 'E3001' }),
  ]);
});

it('refuses a body that is too large before it is parsed', async () => {
  expect((await harness.post('x'.repeat(200_001), signed())).statusCode).toBe(413);
});

it('does not queue an event that cannot be audited', async () => {
  harness.audit = { record: () => Promise.reject(new Error('The trail is away.')) };
  expect((await harness.post(EVENT, signed())).statusCode).toBe(500);
  expect(harness.sent).toEqual([]);
});
