import { createHash } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { exportJWK, generateKeyPair, SignJWT } from 'jose';
import { VerificationKey } from '../../../schemas/webhooks.ts';
import { startDynamoDb, type TestDatabase } from '../../../test/support/dynamodb.ts';
import type { AskKey } from '../ask-key.ts';
import { NOW, webhookHarness } from '../testing/harness.ts';

/** The function of the family's verification keys: it has one key, and knows no other. */
const family = { pair: await generateKeyPair('ES256'), expired: false, questions: [] as string[] };
const ask: AskKey = async (functionArn, { kid }) => {
  family.questions.push(`${functionArn} ${kid}`);
  if (kid !== 'kid-1' || family.expired) return { status: 'unknown' };
  const jwk = { ...(await exportJWK(family.pair.publicKey)), alg: 'ES256', kid };
  return { status: 'found', key: VerificationKey.parse(jwk) };
};
let database: TestDatabase;
let harness: ReturnType<typeof webhookHarness>;

beforeAll(async () => {
  database = await startDynamoDb();
});
afterAll(() => database.stop());

beforeEach(async () => {
  family.questions = [];
  family.expired = false;
  harness = await open();
});

const open = async (asked: AskKey = ask) =>
  webhookHarness({
    ask: asked,
    state: { client: database.client, table: await database.table() },
    webhook: {
      source: 'plaid',
      scheme: 'plaid',
      clientIdKey: 'CLIENT_ID',
      apiSecretKey: 'CLIENT_SECRET',
      apiUrlSetting: 'PLAID_URL',
    },
  });

describe('an event of Plaid', () => {
  const BODY = '{"webhook_type":"TRANSACTIONS","webhook_code":"SYNC_UPDATES_AVAILABLE","item_id":"item-1"}';
  const jwt = async ({ body = BODY, iat = NOW, kid = 'kid-1', key = family.pair.privateKey } = {}) => ({
    'Plaid-Verification': await new SignJWT({ request_body_sha256: createHash('sha256').update(body).digest('hex') })
      .setProtectedHeader({ alg: 'ES256', kid, typ: 'JWT' })
      .setIssuedAt(iat)
      .sign(key),
  });

  it('is queued, and its key is requested once', async () => {
    expect((await harness.post(BODY, await jwt())).statusCode).toBe(200);
    expect((await harness.post(BODY, await jwt({ iat: NOW - 1 }))).statusCode).toBe(200);
    expect(harness.sent.map(({ body }) => body)).toEqual([JSON.parse(BODY), JSON.parse(BODY)]);
    expect(family.questions).toEqual(['arn:keys kid-1']);
  });

  it('is refused if it is replayed', async () => {
    const headers = await jwt();
    await harness.post(BODY, headers);
    expect((await harness.post(BODY, headers)).statusCode).toBe(409);
  });

  it.each<[string, () => Promise<[string, Record<string, string>]>]>([
    ['another body', async () => [`${BODY} `, await jwt()]],
    ['an old token', async () => [BODY, await jwt({ iat: NOW - 360 })]],
    ['a token from the future', async () => [BODY, await jwt({ iat: NOW + 360 })]],
    ['an unknown key', async () => [BODY, await jwt({ kid: 'kid-2' })]],
    ['somebody else’s key', async () => [BODY, await jwt({ key: (await generateKeyPair('ES256')).privateKey })]],
    ['no token', async () => [BODY, { 'plaid-verification': 'x.y.z' }]],
  ])('is refused for %s', async (_what, prepare) => {
    const [body, headers] = await prepare();
    expect((await harness.post(body, headers)).statusCode).toBe(400);
    expect(harness.sent).toEqual([]);
  });

  it('is refused for an expired key', async () => {
    family.expired = true;
    expect((await harness.post(BODY, await jwt())).statusCode).toBe(400);
  });

  it('causes no request for a key if it is signed by another algorithm', async () => {
    const token = await new SignJWT({})
      .setProtectedHeader({ alg: 'HS256', kid: 'kid-1' })
      .setIssuedAt(NOW)
      .sign(Buffer.alloc(32));
    expect((await harness.post(BODY, { 'plaid-verification': token })).statusCode).toBe(400);
    expect(family.questions).toEqual([]);
  });

  it('causes at most ten requests a minute for keys that are made up', async () => {
    for (let n = 0; n < 15; n += 1) await harness.post(BODY, await jwt({ kid: `made-up-${n}` }));
    expect(family.questions).toHaveLength(10);
    harness.clock += 61_000;
    expect((await harness.post(BODY, await jwt({ iat: NOW + 61 }))).statusCode).toBe(200);
  });

  it.each<[string, AskKey]>([
    ['the family has no credentials', async () => ({ status: 'unset' })],
    ['the provider does not answer', async () => ({ status: 'unavailable' })],
    ['the function of the keys fails', () => Promise.reject(new Error('It failed.'))],
  ])('can be sent again if %s', async (_what, asked) => {
    harness = await open(asked);
    expect((await harness.post(BODY, await jwt())).statusCode).toBe(503);
    expect(harness.sent).toEqual([]);
  });
});
