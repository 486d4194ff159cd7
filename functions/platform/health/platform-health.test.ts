import { PutCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { FAILURES_TO_OPEN } from '../../../schemas/breaker.ts';
import { ENV } from '../../../schemas/environment.ts';
import { breakerKey, HEALTH_KEY } from '../../../schemas/keys.ts';
import { startDynamoDb, type TestDatabase } from '../../../test/support/dynamodb.ts';
import { platformHealth } from './platform-health.ts';

const NOW = 1_800_000_000_000;
const VARIABLES = [ENV.REGISTRY_TABLE, ENV.IDENTITY_TABLE, ENV.USAGE_TABLE, ENV.AUDIT_TABLE, ENV.STATE_TABLE];

let database: TestDatabase;
let table = '';
beforeAll(async () => {
  database = await startDynamoDb();
});
afterAll(() => database.stop());
beforeEach(async () => {
  table = await database.table();
  for (const variable of VARIABLES) process.env[variable] = table;
  process.env[ENV.PROVIDER_FAMILIES] = 'kyc,payments';
});

const put = (item: Record<string, unknown>) => database.client.send(new PutCommand({ TableName: table, Item: item }));
const failing = (family: string, failures = FAILURES_TO_OPEN, endsIn = 60) =>
  put({ ...breakerKey(family, 'provider.example'), failures, expiresAt: NOW / 1000 + endsIn });
const read = () => platformHealth({ client: database.client, table }, NOW);

describe('the health of the platform', () => {
  it('is healthy if every table answers and no provider fails', async () => {
    expect(await read()).toMatchObject({
      health: 'healthy',
      tables: ['registry', 'identity', 'usage', 'audit', 'state'].map((name) => ({
        name: `${name} table`,
        status: 'ok',
      })),
      providers: [
        { family: 'kyc', status: 'ok' },
        { family: 'payments', status: 'ok' },
      ],
    });
  });

  it('is degraded while the circuit breaker of a provider is open', async () => {
    await failing('payments');
    expect(await read()).toMatchObject({
      health: 'degraded',
      providers: [{ status: 'ok' }, { family: 'payments', status: 'failing' }],
    });
  });

  it.each([
    ['fewer failures than open a breaker', () => failing('kyc', FAILURES_TO_OPEN - 1)],
    ['an item that has expired', () => failing('kyc', FAILURES_TO_OPEN, -1)],
    ['the breaker of a family with another name', () => failing('kyc2')],
  ])('is healthy with %s', async (_what, prepare) => {
    await prepare();
    expect(await read()).toMatchObject({ health: 'healthy' });
  });

  it.each(VARIABLES)('is unhealthy if the table in %s does not answer', async (variable) => {
    process.env[variable] = 'missing-table';
    const { health, tables } = await read();
    expect(health).toBe('unhealthy');
    expect(tables.filter(({ status }) => status === 'failed')).toHaveLength(1);
  });

  it('has the time since the running version was deployed, which the registry knows', async () => {
    expect(await read()).not.toHaveProperty('uptimeSeconds');
    await put({ ...HEALTH_KEY, startedAt: NOW - 90_500 });
    expect(await read()).toMatchObject({ uptimeSeconds: 90 });
  });
});
