import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { Plan, type PlanRecord } from '../../../schemas/plans.ts';
import { startDynamoDb, type TestDatabase } from '../../../test/support/dynamodb.ts';
import { testPrincipal, testRequest, testTool } from '../../../test/support/guarded-call.ts';
import { plansOf } from '../../platform/limits/plans.ts';
import type { UsageTable } from '../../platform/limits/usage-repository.ts';
import { catalogueOf } from '../../platform/registry/catalogue.ts';
import { viewOf } from '../../platform/registry/view.ts';
import { METHODS, type Method } from '../methods.ts';
import { type Charge, charge, chargeMessage } from './charge.ts';

const EMPTY = {
  epochs: { epoch: 0, tools: 0, resources: 0, prompts: 0, policies: 0 },
  resources: [],
  resourceTemplates: [],
  prompts: [],
  bundles: [],
};

let database: TestDatabase;
let usage: UsageTable;
beforeAll(async () => {
  database = await startDynamoDb();
});
afterAll(() => database.stop());
beforeEach(async () => {
  usage = { client: database.client, table: await database.table() };
});

const tool = { name: 'pay', rateLimit: { perMinute: 900, perHour: 900, burst: 900 } };
const record = (limits: object): PlanRecord => ({
  ...Plan.parse({ name: 'team', title: 'Team', ...limits }),
  updatedAt: '2026-11-21T08:00:00.000Z',
  updatedBy: 'test',
});
interface Changes {
  limits?: object;
  credential?: string;
  tier?: 'team' | 'free';
  id?: string;
  sourceIp?: string;
  kind?: 'all' | 'public';
}
const requestOf = ({ limits = { callsPerDay: 1 }, kind = 'all', sourceIp = '203.0.113.7', ...who }: Changes) => ({
  principal: testPrincipal({ tier: 'team', credential: 'a', ...who }),
  catalogue: { plans: plansOf([record(limits)], []) },
  sourceIp,
  endpoint: { kind },
});
const chargeFor = (changes: Changes = {}): Promise<Charge> => charge(usage, requestOf(changes), tool);

describe('a limit', () => {
  it('counts a principal under all of its credentials', async () => {
    expect(await chargeFor()).not.toHaveProperty('refusal');
    expect(await chargeFor({ credential: 'b' })).toHaveProperty('refusal');
    expect(await chargeFor({ id: 'user:2' })).not.toHaveProperty('refusal');
  });

  it('keeps the usage of a principal that comes with another tier', async () => {
    await chargeFor({ tier: 'free' });
    expect(await chargeFor()).toHaveProperty('refusal');
  });

  it('counts callers without a credential by network, and keeps only the masked address', async () => {
    await chargeFor({ kind: 'public' });
    expect(await chargeFor({ kind: 'public', sourceIp: '203.0.113.99' })).toHaveProperty('refusal');
    expect(await chargeFor({ kind: 'public', sourceIp: '198.51.100.7' })).not.toHaveProperty('refusal');
  });
});

describe('a message', () => {
  const view = viewOf(catalogueOf({ ...EMPTY, tools: [testTool({ definition: { name: 'pay' } })] }), { kind: 'all' });
  const chargedTool = async (method: string) => {
    const message = { jsonrpc: '2.0', id: 1, method, params: { name: 'pay' } };
    return (await chargeMessage(message, testRequest({ view }), { usage })).tool;
  };

  it.each(Object.entries<Method>(METHODS))('with the method %s is counted as the table says', async (name, method) => {
    expect(await chargedTool(name)).toBe(method.charged === 'call' ? 'pay' : undefined);
  });
});

describe('a refusal', () => {
  it('concerns the request if requests are used up, and the call if calls are', async () => {
    const limits = { requestsPerMinute: 0 };
    expect((await chargeFor({ limits })).refusal).toMatchObject({ refuses: 'request' });
    expect((await chargeFor({ limits: { callsPerMinute: 0 } })).refusal).toMatchObject({ refuses: 'call' });
  });

  it('names the limit, the plan and the wait', async () => {
    await chargeFor();
    const { refusal, budget } = await chargeFor();
    expect(refusal?.error).toMatchObject({
      code: 'E3009',
      retryable: true,
      details: { limitName: 'callsPerDay', limit: 1, remaining: 0, plan: 'team', resetAt: budget.resetAt },
    });
    expect(refusal?.error.details.retryAfter).toBeGreaterThan(0);
  });
});

it('refuses a request that cannot be counted, if the usage table does not answer', async () => {
  const send = () => Promise.reject(new Error('throttled'));
  const client = Object.assign(Object.create(database.client) as DynamoDBDocumentClient, { send });
  const failing = charge({ client, table: usage.table }, requestOf({}), tool);
  await expect(failing).rejects.toMatchObject({ code: 'E5002', retryable: true });
});
