import { createHmac } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { WebhookDefinition } from '../../../schemas/webhooks.ts';
import { startDynamoDb, type TestDatabase } from '../../../test/support/dynamodb.ts';
import { EVENT, NOW, SECRET, webhookHarness } from '../testing/harness.ts';

const KYC: WebhookDefinition = {
  source: 'kyc',
  scheme: 'hmac',
  secretKey: 'HOOK',
  header: 'x-sandbox-signature',
  encoding: 'base64',
};
const TIMED: WebhookDefinition = {
  source: 'timed',
  scheme: 'hmac',
  secretKey: 'HOOK',
  header: 'x-signature',
  encoding: 'hex',
  prefix: 'sha256=',
  timestampHeader: 'x-time',
  eventIdField: 'event.id',
};

let database: TestDatabase;
let harness: ReturnType<typeof webhookHarness>;
beforeAll(async () => {
  database = await startDynamoDb();
});
afterAll(() => database.stop());
const open = async (webhook: WebhookDefinition) =>
  webhookHarness({ webhook, state: { client: database.client, table: await database.table() } });
beforeEach(async () => {
  harness = await open(KYC);
});

describe('an event signed by HMAC', () => {
  const mac = (text: string) => createHmac('sha256', SECRET.HOOK).update(text);

  it('is queued once if it is from the KYC provider, which signs the raw body', async () => {
    const headers = { 'X-Sandbox-Signature': mac(EVENT).digest('base64') };
    const answers = [await harness.post(EVENT, headers), await harness.post(EVENT, headers)];
    expect(answers.map(({ statusCode, status }) => [statusCode, status])).toEqual([
      [200, 'accepted'],
      [200, 'duplicate'],
    ]);
    expect(harness.sent).toHaveLength(1);
  });

  it('is checked for its time and its id if it has them', async () => {
    harness = await open(TIMED);
    const body = '{"event":{"id":42}}';
    const headers = (time: number) => ({
      'x-time': String(time),
      'x-signature': `sha256=${mac(`${time}.${body}`).digest('hex')}`,
    });
    const statuses = [
      await harness.post(body, headers(NOW)),
      await harness.post(body, headers(NOW)),
      await harness.post(body, headers(NOW + 1)),
      await harness.post(body, headers(NOW - 301)),
      await harness.post(body, { ...headers(NOW + 2), 'x-time': String(NOW + 3) }),
    ].map(({ statusCode }) => statusCode);
    expect(statuses).toEqual([200, 409, 200, 400, 400]);
    expect(harness.sent.map(({ id }) => id)).toEqual(['42']);
  });

  it.each([
    ['no header', {}],
    ['hex for base64', { 'x-sandbox-signature': mac(EVENT).digest('hex') }],
    ['half of it', { 'x-sandbox-signature': mac(EVENT).digest('base64').slice(0, 20) }],
  ])('is refused for %s', async (_what, headers) => {
    expect((await harness.post(EVENT, headers)).statusCode).toBe(400);
  });
});
