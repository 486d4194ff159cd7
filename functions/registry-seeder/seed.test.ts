import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import * as z from 'zod';
import { startDynamoDb, type TestDatabase } from '../../test/support/dynamodb.ts';
import { defineFamily } from '../kit/tool/define-family.ts';
import { defineTool } from '../kit/tool/define-tool.ts';
import { catalogueSource, type RegistryTable } from '../platform/registry/catalogue-repository.ts';
import { setToolStatus } from '../platform/registry/registry-writer.ts';
import { viewOf } from '../platform/registry/view.ts';
import { seed } from './seed.ts';

let database: TestDatabase;
let registry: RegistryTable;
beforeAll(async () => {
  database = await startDynamoDb();
});
afterAll(() => database.stop());
beforeEach(async () => {
  registry = { client: database.client, table: await database.table() };
});

const tool = (name: string, version = '1.0.0', description = 'Does it.') =>
  defineTool({
    name,
    version,
    title: name,
    description,
    category: 'test',
    subcategory: 'test',
    examples: [],
    input: z.object({}),
    annotations: { readOnly: true },
    execute: async () => ({}),
  });
const family = (tools: ReturnType<typeof tool>[], name = 'demo') =>
  defineFamily({ name, title: name, version: '1.0.0', description: 'Demo.', tools }).manifest;
const target = (version = 1, name = 'demo') => ({
  family: name,
  functionArn: `arn:aws:lambda:us-east-1:000000000000:function:${name}:${version}`,
  invokeMode: 'buffered' as const,
  tenantIsolated: false,
});

describe('seeding the registry', () => {
  it('offers what was deployed, and changes nothing when run again', async () => {
    const catalogue = catalogueSource(registry);
    expect(await seed(registry, [family([tool('alpha'), tool('beta')])], [target()])).toEqual({
      written: 3,
      deactivated: 0,
      unchanged: 0,
    });
    const before = await catalogue();
    expect(viewOf(before, { kind: 'all' }).tools.map(({ definition }) => definition.name)).toEqual(['alpha', 'beta']);
    expect(await seed(registry, [family([tool('alpha'), tool('beta')])], [target()])).toMatchObject({
      written: 0,
      unchanged: 3,
    });
    expect(await catalogue()).toBe(before);
  });

  it('keeps the status that an administrator gave', async () => {
    await seed(registry, [family([tool('alpha')])], [target()]);
    await setToolStatus(registry, { name: 'alpha', version: '1.0.0', status: 'deprecated' });
    await seed(registry, [family([tool('alpha', '1.0.0', 'Does it better.')])], [target(2)]);
    const [record] = (await catalogueSource(registry)()).tools.get('alpha') ?? [];
    expect(record).toMatchObject({
      status: 'deprecated',
      definition: { description: 'Does it better.' },
      target: target(2),
    });
  });

  it('switches a removed tool off without deleting it, and on again when it comes back', async () => {
    const catalogue = catalogueSource(registry);
    await seed(registry, [family([tool('alpha'), tool('beta')])], [target()]);
    expect(await seed(registry, [family([tool('alpha')])], [target()])).toMatchObject({ deactivated: 1 });
    const view = viewOf(await catalogue(), { kind: 'all' });
    expect(view.tools).toHaveLength(1);
    expect(() => view.tool('beta')).toThrow(expect.objectContaining({ code: 'E3002' }));
    await seed(registry, [family([tool('alpha'), tool('beta')])], [target()]);
    expect(viewOf(await catalogue(), { kind: 'all' }).tools).toHaveLength(2);
  });

  it('leaves an earlier version callable on the code that it was deployed with', async () => {
    await seed(registry, [family([tool('alpha', '1.0.0')])], [target(1)]);
    await seed(registry, [family([tool('alpha', '1.1.0')])], [target(2)]);
    const view = viewOf(await catalogueSource(registry)(), { kind: 'all' });
    expect(view.tool('alpha').target.functionArn).toMatch(/:2$/);
    expect(view.tool('alpha@1.0.0').target.functionArn).toMatch(/:1$/);
    expect(view.tool('alpha@1').definition.version).toBe('1.1.0');
  });

  it('refuses a tool that two families define', async () => {
    const twice = [family([tool('alpha')], 'one'), family([tool('alpha')], 'two')];
    await expect(seed(registry, twice, [target(1, 'one'), target(1, 'two')])).rejects.toThrow(
      'The families "one" and "two" both define the tool alpha.',
    );
  });

  it('refuses a manifest for which nothing was deployed', async () => {
    await expect(seed(registry, [family([tool('alpha')])], [])).rejects.toThrow('no function was deployed');
  });
});
