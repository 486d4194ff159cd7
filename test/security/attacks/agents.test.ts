import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { loadCedar } from '../../../functions/platform/policy/cedar/load-cedar.ts';
import { schemaFor } from '../../../functions/platform/policy/cedar/schema.ts';
import { savePolicy } from '../../../functions/platform/policy/save-policy.ts';
import { loadCatalogue, readEpochs } from '../../../functions/platform/registry/catalogue-repository.ts';
import type { PolicyDraft } from '../../../schemas/policy-records.ts';
import { endpoints } from '../../cloud/endpoints.ts';
import { operatorTables } from '../../cloud/registry.ts';
import { administer } from '../../integration/support/admin-api.ts';
import { control, newKey } from '../../integration/support/control.ts';
import { answerOf, callTool, modern } from '../../integration/support/endpoint.ts';
import { generate, keysOf, revoke, SCOPES, statusOf } from './support/credentials.ts';

const errorOf = ({ _meta }: { _meta: Record<string, unknown> }) => _meta['manifold/error'];
const person = (name: string, more: object = {}) =>
  newKey({ id: `test:${name}-${randomUUID()}`, tier: 'team', scopes: SCOPES, ...more });

describe('an operator who has an agent', () => {
  const tenant = `four-eyes-${randomUUID().slice(0, 8)}`;
  const client = operatorTables(endpoints());
  const registry = { client, table: endpoints().tables.registry ?? '' };
  const draft: PolicyDraft = {
    id: `attack-${randomUUID().slice(0, 8)}`,
    text: '',
    status: 'active',
    mode: 'ENFORCE',
    priority: 0,
    description: 'Of a test.',
    owner: 'test',
  };
  const text = `@id("${draft.id}") @decision("requires-approval") @reason("Two look at it.") forbid (principal, action in Action::"tools:execute", resource == Tool::"count_calls") when { principal.tenant == "${tenant}" };`;
  const save = async (status: 'active' | 'inactive') => {
    const catalogue = await loadCatalogue(registry, await readEpochs(registry));
    const definitions = [...catalogue.tools.values()].flat().map(({ definition }) => definition);
    const schema = schemaFor(definitions);
    await savePolicy({ registry, cedar: await loadCedar(), schema, updatedBy: 'test' }, { ...draft, text, status });
  };
  const operator = (name: string) => person(name, { tenant, roles: ['admin'], scopes: ['*'] });
  const ask = async (key: string) =>
    errorOf(await callTool('count_calls', { counter: randomUUID() }, { key })) as { details: { approvalId: string } };
  const approve = async (key: string, asked: { details: { approvalId: string } }) =>
    administer(key, `/approvals/${asked.details.approvalId}/decision`, { decision: 'approve' });
  const agentOf = async (key: string, agent: string) => {
    const { made } = await generate(key, { agent, permissions: ['*'], roles: ['admin'] });
    return made.api_key as string;
  };
  beforeAll(() => save('active'));
  afterAll(async () => {
    await save('inactive');
    client.destroy();
  });

  it('cannot approve calls of the agent, nor calls of the agent’s agents', async () => {
    const [bob, carol] = [await operator('bob'), await operator('carol')];
    const agent = await agentOf(bob, 'nightly');
    const nested = await agentOf(agent, 'reader');
    for (const asked of [await ask(agent), await ask(nested)]) {
      expect(await approve(bob, asked)).toMatchObject({ status: 403, body: { code: 'E1004' } });
      expect(await approve(carol, asked)).toMatchObject({ status: 200 });
    }
  });

  it('cannot approve own calls through an agent, nor calls of one agent through another', async () => {
    const bob = await operator('bob');
    const [one, other] = [await agentOf(bob, 'one'), await agentOf(bob, 'other')];
    for (const asked of [await ask(bob), await ask(one)]) {
      expect(await approve(other, asked)).toMatchObject({ status: 403, body: { code: 'E1004' } });
    }
  });
});

describe('two people whose agents have the same name', () => {
  it('have separate agents: neither agent sees or changes what belongs to the other', async () => {
    const [ada, eve] = [await person('ada'), await person('eve')];
    const [{ made: hers }, { made: theirs }] = [
      await generate(ada, { agent: 'helper' }),
      await generate(eve, { agent: 'helper' }),
    ];
    expect(hers.principal).not.toBe(theirs.principal);
    const note = { user_id: 'me', topic: 'travel', text: 'Window seat.' };
    const { structuredContent: kept } = await callTool('keep_note', note, { key: hers.api_key });
    const read = (key: string) =>
      answerOf(modern('resources/read', { uri: `harness://note/${kept.note_id}` }, { key }));
    expect(JSON.stringify(await read(hers.api_key))).toContain('Window seat.');
    expect(await read(theirs.api_key)).toMatchObject({ error: { data: { code: 'E4007' } } });
    expect(await keysOf(eve)).toHaveLength(1);
    expect(await revoke(eve, { key_id: hers.key_id })).toMatchObject({ error: { code: 'E4007' } });
    const change = { key_id: hers.key_id, permissions: ['tools:list'] };
    const changed = await callTool('update_api_key_permissions', change, { key: theirs.api_key });
    expect(errorOf(changed)).toMatchObject({ code: 'E4007' });
    expect(await statusOf(hers.api_key)).toBe(200);
  });
});

describe('a caller with a lower role', () => {
  it('cannot revoke the key of somebody with a higher role, whatever scopes the caller’s key names', async () => {
    const id = `test:chief-${randomUUID()}`;
    const chief = await newKey({ id, roles: ['admin'], scopes: ['*'] });
    const { made } = await generate(chief, { roles: ['admin'] });
    const clerk = await person('clerk', { roles: ['operator'], scopes: [...SCOPES, 'users:act'] });
    expect(await revoke(clerk, { key_id: made.key_id, user_id: id })).toMatchObject({ error: { code: 'E4007' } });
    expect(await statusOf(made.api_key)).toBe(200);
  });

  it('cannot revoke, as an agent with administrator rights, the keys of its maker', async () => {
    const tenant = `ranks-${randomUUID().slice(0, 8)}`;
    const root = await person('root', { tenant, roles: ['admin'], scopes: ['*'] });
    const wanted = { label: 'root', scopes: ['*'], roles: ['admin'] };
    const { body: own } = await administer(root, '/keys', wanted);
    const { body: agent } = await administer(own.key, '/keys', { ...wanted, agent: 'janitor' });
    const { body: another } = await administer(root, '/keys', wanted);
    // Keys that no list has, such as the first key of a stage, are known by their id.
    for (const id of [own.summary.id, another.summary.id, root.split('_')[1]]) {
      expect((await administer(agent.key, `/keys/${id}/revocation`, {})).status).toBeGreaterThanOrEqual(403);
    }
    for (const key of [own.key, another.key, root]) expect((await administer(key, '/keys')).status).toBe(200);
  });
});

describe('a person on a small plan', () => {
  const most = 1_000_000;
  const open = { '*': { perMinute: most, perHour: most, burst: most } };
  async function planned(limits: object) {
    const tenant = `plan-${randomUUID().slice(0, 8)}`;
    const plan = { name: tenant, title: 'Test', requestsPerMinute: most, callsPerMinute: most, tools: open, ...limits };
    await control('/plans', plan);
    await control('/plan-assignments', { tenant, plan: tenant });
    return person('small', { tenant });
  }

  it('has the call limit of one person together with four agents', async () => {
    const owner = await planned({ callsPerDay: 14, agents: 5, keys: 20, agentDepth: 2 });
    const agents: string[] = [];
    for (const agent of ['one', 'two', 'three', 'four']) agents.push((await generate(owner, { agent })).made.api_key);
    const results: Awaited<ReturnType<typeof callTool>>[] = [];
    for (let attempt = 0; attempt < 4; attempt += 1) {
      const call = (key: string) => callTool('count_calls', { counter: randomUUID() }, { key });
      results.push(...(await Promise.all(agents.map(call))));
    }
    // Making the agents took four of the fourteen calls.
    expect(results.filter(({ isError }) => !isError)).toHaveLength(10);
    expect(errorOf(await callTool('count_calls', { counter: randomUUID() }, { key: owner }))).toMatchObject({
      code: 'E3009',
    });
    expect(errorOf(results.find(({ isError }) => isError))).toMatchObject({
      code: 'E3009',
      details: { limitName: 'owner.callsPerDay', limit: 14 },
    });
  });

  it('gets no more agents or keys than the plan allows, even if all are requested at once', async () => {
    const owner = await planned({ agents: 2, keys: 3, agentDepth: 2 });
    const made = await Promise.all(['one', 'two', 'three', 'four'].map((agent) => generate(owner, { agent })));
    const agents = new Set(made.flatMap((one) => (one.made ? [one.made.principal] : [])));
    expect(agents.size).toBeLessThanOrEqual(2);
    for (const agent of ['one', 'two', 'three']) await generate(owner, { agent });
    const refused = await generate(owner, { agent: 'five' });
    expect(refused.error).toMatchObject({ code: 'E3009', retryable: false });
    await generate(owner);
    expect((await generate(owner)).error).toMatchObject({ code: 'E3009', details: { limitName: 'keys', limit: 3 } });
    expect((await keysOf(owner)).filter(({ status }) => status === 'active')).toHaveLength(3);
  });

  it('gets no deeper agents of agents than the plan allows', async () => {
    const owner = await planned({ agents: 5, keys: 20, agentDepth: 2 });
    const { made: one } = await generate(owner, { agent: 'one' });
    const { made: two } = await generate(one.api_key, { agent: 'two' });
    expect(await generate(two.api_key, { agent: 'three' })).toMatchObject({
      made: undefined,
      error: { code: 'E3009', details: { limitName: 'agentDepth', limit: 2 } },
    });
  });
});
