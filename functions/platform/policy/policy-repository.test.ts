import { PutCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { policiesPk } from '../../../schemas/policy-keys.ts';
import type { PolicyDraft } from '../../../schemas/policy-records.ts';
import { startDynamoDb, type TestDatabase } from '../../../test/support/dynamodb.ts';
import { policyRequest } from '../../../test/support/policies.ts';
import { type RegistryTable, readEpochs } from '../registry/catalogue-repository.ts';
import { type Cedar, loadCedar } from './cedar/load-cedar.ts';
import { schemaFor } from './cedar/schema.ts';
import { policyHistory, putAccessRecord, readPolicy, removeAccessRecord } from './policy-repository.ts';
import { policySource } from './policy-source.ts';
import { rollBackPolicy, savePolicy, seedPolicies } from './save-policy.ts';

let database: TestDatabase;
let cedar: Cedar;
let registry: RegistryTable;
beforeAll(async () => {
  database = await startDynamoDb();
  cedar = await loadCedar();
});
afterAll(() => database.stop());
beforeEach(async () => {
  registry = { client: database.client, table: await database.table() };
});

const desk = (updatedBy = 'test:admin') => ({ registry, cedar, schema: schemaFor([]), updatedBy });
const draft = (id: string, text: string, changes: Partial<PolicyDraft> = {}): PolicyDraft => ({
  id,
  text,
  status: 'active',
  mode: 'ENFORCE',
  priority: 0,
  description: '',
  owner: 'test',
  ...changes,
});
const ALLOW = 'permit (principal in Role::"user", action, resource);';
const CLOSED = 'permit (principal in Role::"nobody", action, resource);';
const CHANGE = { updatedAt: '2026-01-01T00:00:00.000Z', updatedBy: 'test:admin' };

/** Effect of the standard request on the next request's engine. */
async function effect(source = policySource(registry, loadCedar), tenant = 'acme') {
  const engine = await source(tenant, await readEpochs(registry));
  return (await engine.decide(policyRequest({ principal: { tenant } }))).effect;
}

describe('saving', () => {
  it('is live on the next request, and so is rolling back, each as a version', async () => {
    const source = policySource(registry, loadCedar);
    expect(await effect(source)).toBe('deny');
    await savePolicy(desk(), draft('all', ALLOW));
    expect(await effect(source)).toBe('allow');
    await savePolicy(desk(), draft('all', CLOSED));
    expect(await effect(source)).toBe('deny');
    expect(await rollBackPolicy(desk('test:other'), { id: 'all', version: 1 })).toMatchObject({
      version: 3,
      text: ALLOW,
    });
    expect(await effect(source)).toBe('allow');
    const history = await policyHistory(registry, 'all');
    expect(history.map(({ version, text, updatedBy }) => [version, text, updatedBy])).toEqual([
      [1, ALLOW, 'test:admin'],
      [2, CLOSED, 'test:admin'],
      [3, ALLOW, 'test:other'],
    ]);
  });

  it('refuses an invalid policy with line and column, and writes nothing', async () => {
    const before = await readEpochs(registry);
    await expect(savePolicy(desk(), draft('bad', 'permit (principal,\n  action, resurce);'))).rejects.toMatchObject({
      code: 'E2004',
      details: { field: 'text', problems: [{ line: 2, column: 11, severity: 'error' }] },
    });
    expect(await readPolicy(registry, 'bad')).toBeUndefined();
    expect(await readEpochs(registry)).toEqual(before);
  });

  it('lets one of two who save at once win, and tells the other', async () => {
    await savePolicy(desk(), draft('all', ALLOW));
    const results = await Promise.allSettled([1, 2, 3].map(() => savePolicy(desk(), draft('all', CLOSED))));
    const losers = results.filter(({ status }) => status === 'rejected') as PromiseRejectedResult[];
    const history = await policyHistory(registry, 'all');
    expect(history).toHaveLength(1 + results.length - losers.length);
    for (const { reason } of losers) expect(reason).toMatchObject({ code: 'E2001' });
  });

  it('names the existing versions if the wanted one does not exist', async () => {
    await savePolicy(desk(), draft('all', ALLOW));
    await expect(rollBackPolicy(desk(), { id: 'all', version: 7 })).rejects.toMatchObject({
      code: 'E4007',
      details: { suggestion: 'Versions: 1.' },
    });
  });
});

describe('tenants', () => {
  it('have their own policies, which affect no other tenant and only forbid', async () => {
    await savePolicy(desk(), draft('all', ALLOW));
    await savePolicy(desk(), draft('closed', 'forbid (principal, action, resource);', { tenant: 'acme' }));
    expect([await effect(undefined, 'acme'), await effect(undefined, 'other')]).toEqual(['deny', 'allow']);
    await expect(savePolicy(desk(), draft('mine', ALLOW, { tenant: 'acme' }))).rejects.toMatchObject({ code: 'E2004' });
  });

  it('cannot take the place of a policy or list of the platform by its id', async () => {
    await savePolicy(desk(), draft('all', ALLOW));
    await savePolicy(desk(), draft('guard', 'forbid (principal, action in Action::"tools:execute", resource);'));
    const harmless = draft('guard', 'forbid (principal in Role::"nobody", action, resource);', { tenant: 'acme' });
    await savePolicy(desk(), harmless);
    expect(await effect()).toBe('deny');
    const engine = await policySource(registry, loadCedar)('acme', await readEpochs(registry));
    expect((await engine.decide(policyRequest())).policies).toEqual(['guard@1']);
  });

  it('have roles of their own', async () => {
    const role = { name: 'user', description: '', permissions: ['tools:execute' as const], tenant: 'acme', ...CHANGE };
    const clerk = { kind: 'role' as const, record: { ...role, name: 'clerk' } };
    await putAccessRecord(registry, clerk);
    const as = async (tenant: string) => {
      const engine = await policySource(registry, loadCedar)(tenant, await readEpochs(registry));
      return (await engine.decide(policyRequest({ principal: { tenant, roles: ['clerk'] } }))).effect;
    };
    expect([await as('acme'), await as('other')]).toEqual(['allow', 'deny']);
    await removeAccessRecord(registry, clerk);
    expect(await as('acme')).toBe('deny');
  });
});

describe('the source', () => {
  it('reads nothing while no policy changes', async () => {
    await savePolicy(desk(), draft('all', ALLOW));
    const epochs = await readEpochs(registry);
    const source = policySource(registry, loadCedar);
    const first = await source('acme', epochs);
    expect(await source('acme', { ...epochs, policies: epochs.policies })).toBe(first);
    expect(await source('acme', { policies: epochs.policies + 1 })).not.toBe(first);
  });

  it('makes an engine that denies all of records it cannot use, and names the fault', async () => {
    await savePolicy(desk(), draft('all', ALLOW));
    const Item = { pk: policiesPk(), sk: 'policy#odd', id: 'odd' };
    await database.client.send(new PutCommand({ TableName: registry.table, Item }));
    const engine = await policySource(registry, loadCedar)('acme', { policies: 1 });
    expect(await engine.decide(policyRequest())).toMatchObject({
      effect: 'deny',
      errors: [expect.stringContaining('breaks its contract')],
    });
    expect(await engine.visible({ ...policyRequest(), resources: [policyRequest().resource] })).toEqual([false]);
  });

  it('refuses while Cedar does not load, and tries again', async () => {
    await savePolicy(desk(), draft('all', ALLOW));
    let broken = true;
    const source = policySource(registry, async () => {
      if (broken) throw new Error('no module');
      return loadCedar();
    });
    await expect(effect(source)).rejects.toMatchObject({ code: 'E5004' });
    broken = false;
    expect(await effect(source)).toBe('allow');
  });

  it('refuses while the table does not answer', async () => {
    const source = policySource({ ...registry, table: 'nowhere' }, loadCedar);
    await expect(source('acme', { policies: 1 })).rejects.toMatchObject({ code: 'E5002' });
  });
});

describe('seeding', () => {
  it('writes what is new or was changed by us, and leaves what an administrator changed', async () => {
    const [one, two] = [draft('one', ALLOW, { owner: 'manifold' }), draft('two', ALLOW, { owner: 'manifold' })];
    expect(await seedPolicies(desk(), [one, two])).toEqual(['one', 'two']);
    expect(await seedPolicies(desk(), [one, two])).toEqual([]);
    await savePolicy(desk(), { ...one, status: 'inactive' });
    const changed = [one, two].map((policy) => ({ ...policy, text: CLOSED }));
    expect(await seedPolicies(desk(), changed)).toEqual(['two']);
    expect(await readPolicy(registry, 'one')).toMatchObject({ text: ALLOW, status: 'inactive', version: 2 });
  });
});
