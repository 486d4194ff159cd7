import { randomUUID } from 'node:crypto';
import { afterAll, describe, expect, it } from '@jest/globals';
import { loadCedar } from '../../functions/platform/policy/cedar/load-cedar.ts';
import { schemaFor } from '../../functions/platform/policy/cedar/schema.ts';
import { type PolicyDesk, rollBackPolicy, savePolicy } from '../../functions/platform/policy/save-policy.ts';
import { loadCatalogue, readEpochs } from '../../functions/platform/registry/catalogue-repository.ts';
import type { PolicyDraft } from '../../schemas/policy-records.ts';
import { endpoints } from '../cloud/endpoints.ts';
import { operatorTables } from '../cloud/registry.ts';
import { administer } from './support/admin-api.ts';
import { newKey } from './support/control.ts';
import { answerOf, callTool, listTools, modern } from './support/endpoint.ts';

const client = operatorTables(endpoints());
const registry = { client, table: endpoints().tables.registry ?? '' };
afterAll(() => client.destroy());

/** Saves a policy like an administrator; it is validated against the deployed tools. */
async function policies(): Promise<PolicyDesk> {
  const catalogue = await loadCatalogue(registry, await readEpochs(registry));
  const definitions = [...catalogue.tools.values()].flat().map(({ definition }) => definition);
  return { registry, cedar: await loadCedar(), schema: schemaFor(definitions), updatedBy: 'test' };
}
const draft = (id: string, text: string, changes: Partial<PolicyDraft> = {}): PolicyDraft => ({
  id,
  text,
  status: 'active',
  mode: 'ENFORCE',
  priority: 0,
  description: 'Of a test.',
  owner: 'test',
  ...changes,
});
const save = async (...args: Parameters<typeof draft>) => savePolicy(await policies(), draft(...args));
const names = async (key: string) => (await listTools({ key })).map(({ name }: { name: string }) => name);
const errorOf = (result: Awaited<ReturnType<typeof callTool>>) => result._meta['manifold/error'];

describe('roles', () => {
  it('are required: a caller without a role lists and calls nothing', async () => {
    const key = await newKey({ id: 'test:nobody', roles: [] });
    expect(await names(key)).toEqual(['exploits_health_check', 'health_check']);
    const { error } = await answerOf(modern('tools/call', { name: 'verify_ifsc', arguments: {} }, { key }));
    expect(error).toMatchObject({ code: -32602, data: { code: 'E3001' } });
    expect(JSON.stringify(error)).not.toContain('verify_pan');
  });

  it('let a user list and call tools, read resources and get prompts', async () => {
    const key = await newKey({ id: 'test:user', roles: ['user'] });
    expect(await names(key)).toContain('verify_ifsc');
    expect(await callTool('verify_ifsc', { ifsc: 'SBIN0021745' }, { key })).toMatchObject({
      structuredContent: { bank_code: 'SBIN' },
    });
    const { result } = await answerOf(modern('resources/read', { uri: 'kyc://reference/pan' }, { key }));
    expect(result.contents[0].text).toContain('PAN');
  });

  it('are required for resources and prompts as well', async () => {
    const key = await newKey({ id: 'test:nobody', roles: [] });
    for (const [method, list] of [
      ['resources/list', 'resources'],
      ['resources/templates/list', 'resourceTemplates'],
      ['prompts/list', 'prompts'],
    ] as const) {
      expect((await answerOf(modern(method, {}, { key }))).result[list]).toEqual([]);
    }
    const { error } = await answerOf(modern('resources/read', { uri: 'kyc://reference/pan' }, { key }));
    expect(error).toMatchObject({ code: -32602 });
  });
});

describe('a policy', () => {
  const id = `test-${randomUUID().slice(0, 8)}`;
  const forbid = `@id("${id}") @reason("Not on this day.") forbid (principal, action in Action::"tools:execute", resource == Tool::"tiny_07");`;

  it('holds on the next request after it is saved, and hides the tool that it forbids', async () => {
    const key = await newKey({ id: 'test:user', roles: ['user'] });
    expect(await callTool('tiny_07', {}, { key })).toMatchObject({ structuredContent: { index: 7 } });
    await save(id, forbid);
    expect(await names(key)).not.toContain('tiny_07');
    const { error } = await answerOf(modern('tools/call', { name: 'tiny_07', arguments: {} }, { key }));
    expect(error.data).toMatchObject({ code: 'E3001' });
  });

  it('in LOG_ONLY mode changes no decision', async () => {
    await save(id, forbid, { mode: 'LOG_ONLY' });
    expect(await callTool('tiny_07')).toMatchObject({ structuredContent: { index: 7 } });
  });

  it('is rolled back in one call', async () => {
    await rollBackPolicy(await policies(), { id, version: 1 });
    expect((await answerOf(modern('tools/call', { name: 'tiny_07', arguments: {} }))).error.data.code).toBe('E3001');
    await save(id, forbid, { status: 'inactive' });
    expect(await callTool('tiny_07')).toMatchObject({ structuredContent: { index: 7 } });
  });

  it('with a mistake is refused when it is saved, with line and column', async () => {
    await expect(save(id, `forbid (principal, action, resource)\nwhen { principal.nothing };`)).rejects.toMatchObject({
      code: 'E2004',
      details: { problems: [expect.objectContaining({ line: 2 })] },
    });
  });

  it('sees the findings of the input guards', async () => {
    const counter = '<script>alert(1)</script>';
    expect(errorOf(await callTool('count_calls', { counter }))).toMatchObject({ code: 'E1004' });
  });
});

describe('a call that needs an approval', () => {
  const id = `test-${randomUUID().slice(0, 8)}`;
  afterAll(() => save(id, approval, { status: 'inactive' }));
  const approval = `@id("${id}") @decision("requires-approval") @reason("Counting is looked at by two.") forbid (principal, action in Action::"tools:execute", resource == Tool::"count_calls") when { principal.tenant == "approvals" };`;

  it('waits until somebody else approves it, and then runs once', async () => {
    await save(id, approval);
    const asks = await newKey({ id: 'test:asks', tenant: 'approvals', roles: ['operator'] });
    const decides = await newKey({ id: 'test:decides', tenant: 'approvals', roles: ['operator'] });
    const stranger = await newKey({ id: 'test:stranger', tenant: 'elsewhere', roles: ['admin'] });
    const call = { counter: randomUUID() };

    const refusal = errorOf(await callTool('count_calls', call, { key: asks }));
    expect(refusal).toMatchObject({ code: 'E3010', details: { reasons: ['Counting is looked at by two.'] } });
    const path = `/approvals/${refusal.details.approvalId}/decision`;
    expect(await administer(asks, path, { decision: 'approve' })).toMatchObject({ status: 403 });
    expect(await administer(stranger, path, { decision: 'approve' })).toMatchObject({ status: 404 });
    expect(await administer(decides, path, { decision: 'perhaps' })).toMatchObject({ status: 422 });
    const { body } = await administer(decides, '/approvals?status=pending');
    expect(body.approvals).toEqual([
      expect.objectContaining({ id: refusal.details.approvalId, principal: 'test:asks' }),
    ]);
    expect(await administer(decides, path, { decision: 'approve', comment: 'Fine.' })).toMatchObject({
      status: 200,
      body: { status: 'approved', decidedBy: 'test:decides' },
    });

    expect(errorOf(await callTool('count_calls', { counter: randomUUID() }, { key: asks }))).toMatchObject({
      code: 'E3010',
    });
    expect(await callTool('count_calls', call, { key: asks })).toMatchObject({ structuredContent: { count: 1 } });
    expect(errorOf(await callTool('count_calls', call, { key: asks }))).toMatchObject({ code: 'E3010' });
  });

  it('gives a retry under its idempotency key the first result without a new approval', async () => {
    await save(id, approval);
    const asks = await newKey({ id: 'test:repeats', tenant: 'approvals', roles: ['operator'] });
    const decides = await newKey({ id: 'test:decides', tenant: 'approvals', roles: ['operator'] });
    const call = { counter: randomUUID() };
    const options = { key: asks, meta: { 'manifold/idempotencyKey': randomUUID() } };
    const { details } = errorOf(await callTool('count_calls', call, options));
    await administer(decides, `/approvals/${details.approvalId}/decision`, { decision: 'approve' });
    expect(await callTool('count_calls', call, options)).toMatchObject({ structuredContent: { count: 1 } });
    expect(await callTool('count_calls', call, options)).toMatchObject({
      structuredContent: { count: 1 },
      _meta: { 'manifold/replayed': true },
    });
    const other = { ...options, meta: { 'manifold/idempotencyKey': randomUUID() } };
    expect(errorOf(await callTool('count_calls', call, other))).toMatchObject({ code: 'E3010' });
  });

  it('is decided by operators and administrators alone', async () => {
    const key = await newKey({ id: 'test:user', tenant: 'approvals', roles: ['user'] });
    expect(await administer(key, '/approvals')).toMatchObject({ status: 403, body: { code: 'E1004' } });
  });
});
