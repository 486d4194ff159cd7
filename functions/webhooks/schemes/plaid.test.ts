import { createHash } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { exportJWK, generateKeyPair, SignJWT } from 'jose';
import { startDynamoDb, type TestDatabase } from '../../../test/support/dynamodb.ts';
import { NOW, webhookHarness } from '../testing/harness.ts';

/** Plaid's key endpoint as its SDK types describe it: keys by id, an error body for any other. */
const plaid = { pair: await generateKeyPair('ES256'), expiredAt: null as number | null, questions: [] as string[] };
let keyServer: Server;
let database: TestDatabase;
let apiUrl: string;
let harness: ReturnType<typeof webhookHarness>;

beforeAll(async () => {
  database = await startDynamoDb();
  keyServer = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const { key_id: kid, client_id: clientId, secret } = JSON.parse(Buffer.concat(chunks).toString());
    plaid.questions.push(`${request.url} ${kid} ${clientId} ${secret}`);
    response.setHeader('content-type', 'application/json');
    if (kid !== 'kid-1') {
      response.writeHead(400).end(JSON.stringify({ error_code: 'INVALID_WEBHOOK_VERIFICATION_KEY_ID' }));
      return;
    }
    const jwk = await exportJWK(plaid.pair.publicKey);
    const key = { ...jwk, alg: 'ES256', use: 'sig', kid, created_at: 1, expired_at: plaid.expiredAt };
    response.end(JSON.stringify({ key, request_id: 'r' }));
  });
  await new Promise<void>((resolve) => keyServer.listen(0, '127.0.0.1', resolve));
  apiUrl = `http://127.0.0.1:${(keyServer.address() as AddressInfo).port}`;
});
afterAll(() => {
  database.stop();
  keyServer.close();
  keyServer.closeAllConnections();
});

beforeEach(async () => {
  plaid.questions = [];
  plaid.expiredAt = null;
  harness = webhookHarness({
    apiUrl,
    state: { client: database.client, table: await database.table() },
    webhook: {
      source: 'plaid',
      scheme: 'plaid',
      secretKey: 'HOOK',
      clientIdKey: 'CLIENT_ID',
      apiUrlSetting: 'PLAID_URL',
    },
  });
});

describe('an event of Plaid', () => {
  const BODY = '{"webhook_type":"TRANSACTIONS","webhook_code":"SYNC_UPDATES_AVAILABLE","item_id":"item-1"}';
  const jwt = async ({ body = BODY, iat = NOW, kid = 'kid-1', key = plaid.pair.privateKey } = {}) => ({
    'Plaid-Verification': await new SignJWT({ request_body_sha256: createHash('sha256').update(body).digest('hex') })
      .setProtectedHeader({ alg: 'ES256', kid, typ: 'JWT' })
      .setIssuedAt(iat)
      .sign(key),
  });

  it('is queued, and its key is requested once', async () => {
    expect((await harness.post(BODY, await jwt())).statusCode).toBe(200);
    expect((await harness.post(BODY, await jwt({ iat: NOW - 1 }))).statusCode).toBe(200);
    expect(harness.sent.map(({ body }) => body)).toEqual([JSON.parse(BODY), JSON.parse(BODY)]);
    expect(plaid.questions).toEqual(['/webhook_verification_key/get kid-1 client whsec_of_the_test']);
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
    plaid.expiredAt = NOW - 1;
    expect((await harness.post(BODY, await jwt())).statusCode).toBe(400);
  });

  it('causes no request to Plaid if it is signed by another algorithm', async () => {
    const token = await new SignJWT({})
      .setProtectedHeader({ alg: 'HS256', kid: 'kid-1' })
      .setIssuedAt(NOW)
      .sign(Buffer.alloc(32));
    expect((await harness.post(BODY, { 'plaid-verification': token })).statusCode).toBe(400);
    expect(plaid.questions).toEqual([]);
  });

  it('causes at most ten requests a minute to Plaid if its key is made up', async () => {
    for (let n = 0; n < 15; n += 1) await harness.post(BODY, await jwt({ kid: `made-up-${n}` }));
    expect(plaid.questions).toHaveLength(10);
    harness.clock += 61_000;
    expect((await harness.post(BODY, await jwt({ iat: NOW + 61 }))).statusCode).toBe(200);
  });
});
