import { GetCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, afterEach, describe, expect, it } from '@jest/globals';
import { writeChanges } from '../../../functions/platform/registry/registry-writer.ts';
import { apiKeyKey, CATALOGUE_PK, PLANS_PK, toolSk } from '../../../schemas/keys.ts';
import { listSk, policiesPk } from '../../../schemas/policy-keys.ts';
import { endpoints } from '../../cloud/endpoints.ts';
import { operatorTables } from '../../cloud/registry.ts';
import { logs, newKey } from '../../integration/support/control.ts';
import { answerOf, callTool, listTools, modern } from '../../integration/support/endpoint.ts';

const TENANT = 'broken-records';
const client = operatorTables(endpoints());
const registry = { client, table: endpoints().tables.registry ?? '' };
afterAll(() => client.destroy());

let planted: { pk: string; sk: string }[] = [];
afterEach(async () => {
  const removals = planted.map((Key) => ({ Delete: { TableName: registry.table, Key } }));
  await writeChanges(registry, removals, ['tools', 'policies']);
  planted = [];
});

/** Puts records into the registry that the platform would never write; they hold from the next request on. */
async function plant(...records: ({ pk: string; sk: string } & Record<string, unknown>)[]): Promise<void> {
  planted.push(...records.map(({ pk, sk }) => ({ pk, sk })));
  const puts = records.map((Item) => ({ Put: { TableName: registry.table, Item } }));
  await writeChanges(registry, puts, ['tools', 'policies']);
}

const tool = (name: string, fields: Record<string, unknown>) => ({
  pk: CATALOGUE_PK,
  sk: toolSk(name, '1.0.0'),
  ...fields,
});

/** The record of a tool that is served, as it is stored. */
async function storedTool(name: string): Promise<Record<string, unknown>> {
  const Key = { pk: CATALOGUE_PK, sk: toolSk(name, '1.0.0') };
  const { Item } = await client.send(new GetCommand({ TableName: registry.table, Key }));
  return { ...Item };
}

const healthy = (key?: string) => callTool('health_check', {}, { key });

describe('a broken record in the registry', () => {
  it('leaves every other tool callable, and is reported', async () => {
    const served = (await listTools()).length;
    await plant(
      tool('broken_by_text', { definition: 'text', status: 'active' }),
      tool('broken_by_absence', { status: 'active' }),
      { pk: CATALOGUE_PK, sk: 'bundle#broken', name: 'broken', status: 'active' },
      { pk: CATALOGUE_PK, sk: 'prompt#broken', definition: { name: 'broken' }, status: 'active' },
      { pk: PLANS_PK, sk: 'plan#broken', name: 'broken', callsPerMinute: 'many' },
    );
    expect(await healthy()).toMatchObject({ structuredContent: { status: 'ok' } });
    expect(await listTools()).toHaveLength(served);
    const reports = (await logs('function')).filter(({ text }) => text.includes('breaks its contract'));
    expect(reports.some(({ text }) => text.includes('tool#broken_by_text#1.0.0'))).toBe(true);
  });

  it('with an unknown status makes its tool neither listed nor callable', async () => {
    const { definition, ...rest } = await storedTool('tiny_00');
    const renamed = { ...Object(definition), name: 'tiny_unknown' };
    await plant(
      tool('tiny_unknown', {
        ...rest,
        pk: CATALOGUE_PK,
        sk: toolSk('tiny_unknown', '1.0.0'),
        definition: renamed,
        status: 'paused',
      }),
    );
    expect((await listTools()).map(({ name }) => name)).not.toContain('tiny_unknown');
    const { error } = await answerOf(modern('tools/call', { name: 'tiny_unknown', arguments: {} }));
    expect(error).toMatchObject({ data: { code: 'E3001' } });
  });

  it('does not replace another tool by using its name', async () => {
    const { definition, ...rest } = await storedTool('tiny_00');
    const posing = { ...Object(definition), name: 'health_check', version: '9.0.0' };
    await plant(
      tool('tiny_posing', { ...rest, pk: CATALOGUE_PK, sk: toolSk('tiny_posing', '1.0.0'), definition: posing }),
    );
    expect(await healthy()).toMatchObject({ structuredContent: { status: 'ok' } });
  });

  it('of a list forbids everything to its subject and nothing to others', async () => {
    const [subject, other] = [
      await newKey({ tenant: TENANT, id: 'listed:person' }),
      await newKey({ tenant: TENANT, id: 'other:person' }),
    ];
    expect(await healthy(subject)).toMatchObject({ structuredContent: { status: 'ok' } });
    const list = { subject: { kind: 'principal', id: 'listed:person' }, kind: 'perhaps', tools: ['tiny_00'] };
    await plant({ pk: policiesPk(TENANT), sk: listSk('broken'), ...list });
    const refused = await answerOf(modern('tools/call', { name: 'health_check', arguments: {} }, { key: subject }));
    expect(refused.error?.data?.code ?? refused.result?._meta?.['manifold/error']?.code).toMatch(/^E(1004|3001)$/);
    expect(await healthy(other)).toMatchObject({ structuredContent: { status: 'ok' } });
  });
});

describe('an API key whose record has an unknown status', () => {
  it('is refused, and other keys are not', async () => {
    const [broken, other] = [await newKey({ id: 'suspended:person' }), await newKey({ id: 'active:person' })];
    await client.send(
      new UpdateCommand({
        TableName: endpoints().tables.identity,
        Key: apiKeyKey(broken.split('_')[1] ?? ''),
        UpdateExpression: 'SET #status = :suspended',
        ExpressionAttributeNames: { '#status': 'status' },
        ExpressionAttributeValues: { ':suspended': 'suspended' },
      }),
    );
    expect((await modern('tools/list', {}, { key: broken })).status).toBe(401);
    expect(await healthy(other)).toMatchObject({ structuredContent: { status: 'ok' } });
  });
});
