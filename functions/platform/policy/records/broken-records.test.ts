import { PutCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { grantSk, listSk, policiesPk, policySk, roleSk } from '../../../../schemas/policy-keys.ts';
import { startDynamoDb, type TestDatabase } from '../../../../test/support/dynamodb.ts';
import { policyRequest } from '../../../../test/support/policies.ts';
import { type RegistryTable, readEpochs } from '../../registry/catalogue-repository.ts';
import { type Cedar, loadCedar } from '../cedar/load-cedar.ts';
import { schemaFor } from '../cedar/schema.ts';
import { policySource } from '../policy-source.ts';
import { savePolicy } from '../save-policy.ts';

let database: TestDatabase;
let cedar: Cedar;
let registry: RegistryTable;
beforeAll(async () => {
  database = await startDynamoDb();
  cedar = await loadCedar();
});
afterAll(() => database.stop());
beforeEach(async () => {
  jest.spyOn(process.stdout, 'write').mockReturnValue(true);
  jest.spyOn(process.stderr, 'write').mockReturnValue(true);
  registry = { client: database.client, table: await database.table() };
  await save('all', 'permit (principal in Role::"user", action, resource);');
});
afterEach(() => {
  jest.restoreAllMocks();
});

async function save(id: string, text: string) {
  const desk = { registry, cedar, schema: schemaFor([]), updatedBy: 'test:admin' };
  const rest = { status: 'active' as const, mode: 'ENFORCE' as const, priority: 0, description: '', owner: 'test' };
  return await savePolicy(desk, { id, text, ...rest });
}

const put = (sk: string, fields: Record<string, unknown>, tenant?: string) =>
  database.client.send(new PutCommand({ TableName: registry.table, Item: { pk: policiesPk(tenant), sk, ...fields } }));

/** Effect of the standard request of a person, decided by an engine that is made now. */
async function effect({ tenant = 'acme', id = 'user:1' } = {}): Promise<string> {
  const engine = await policySource(registry, loadCedar)(tenant, await readEpochs(registry));
  return (await engine.decide(policyRequest({ principal: { tenant, id } }))).effect;
}

const FORBID = 'forbid (principal == User::"user:1", action, resource);';

describe('a policy record that breaks its contract', () => {
  it('forbids what its text forbids, and nothing else', async () => {
    await put(policySk('stop'), { text: FORBID, status: 'paused' });
    expect(await effect()).toBe('deny');
    expect(await effect({ id: 'user:2' })).toBe('allow');
  });

  it('permits nothing', async () => {
    await put(policySk('open'), { text: 'permit (principal, action, resource);', status: 'paused' });
    expect(await effect()).toBe('allow');
    await save('all', 'permit (principal in Role::"nobody", action, resource);');
    expect(await effect()).toBe('deny');
  });

  it.each([
    ['says that it is inactive', { status: 'inactive', priority: 'high' }],
    ['says that it is only to be logged', { mode: 'LOG_ONLY', priority: 'high' }],
  ])('is not in force if it %s', async (_, fields) => {
    await put(policySk('stop'), { text: FORBID, ...fields });
    expect(await effect()).toBe('allow');
  });

  it('denies its own tenant alone if nothing of it can be read', async () => {
    await put(policySk('stop'), { text: 7 }, 'acme');
    expect(await effect()).toBe('deny');
    expect(await effect({ tenant: 'other' })).toBe('allow');
  });

  it('is replaced by saving the policy, with the version after the last stored one', async () => {
    await put(policySk('all'), { text: 7 });
    expect(await effect()).toBe('deny');
    expect(await save('all', 'permit (principal, action, resource);')).toMatchObject({ version: 2 });
    expect(await effect()).toBe('allow');
  });
});

describe('a list that breaks its contract', () => {
  it('forbids everything to its subject, and nothing to others', async () => {
    await put(listSk('some'), { subject: { kind: 'principal', id: 'user:1' }, kind: 'perhaps' }, 'acme');
    expect(await effect()).toBe('deny');
    expect(await effect({ id: 'user:2' })).toBe('allow');
    expect(await effect({ tenant: 'other' })).toBe('allow');
  });
});

describe('a role or grant that breaks its contract', () => {
  it('gives no permission and forbids nothing', async () => {
    await put(roleSk('clerk'), { name: 'clerk', permissions: 'all' });
    await put(grantSk('some'), { id: 'some' });
    expect(await effect()).toBe('allow');
  });
});
