import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { listedTool } from '../../functions/front/mcp/listed-tool.ts';
import { catalogueSource, type RegistryTable } from '../../functions/platform/registry/catalogue-repository.ts';
import { viewOf } from '../../functions/platform/registry/view.ts';
import { seed } from '../../functions/registry-seeder/seed.ts';
import { loadManifests } from '../../lib/families.ts';
import { startDynamoDb, type TestDatabase } from '../support/dynamodb.ts';
import { newestOf } from '../support/newest-of.ts';

const manifests = await loadManifests();
const definitions = manifests
  .flatMap(({ tools }) => newestOf(tools))
  .toSorted((one, other) => (one.name < other.name ? -1 : 1));

let database: TestDatabase;
let registry: RegistryTable;
beforeAll(async () => {
  database = await startDynamoDb();
  registry = { client: database.client, table: await database.table() };
  const targets = manifests.map(({ name }) => ({
    family: name,
    functionArn: `arn:aws:lambda:us-east-1:000000000000:function:${name}:1`,
    invokeMode: 'buffered' as const,
    tenantIsolated: false,
  }));
  await seed(registry, manifests, targets);
});
afterAll(() => database.stop());

/** The text of `tools` as a new instance of front lists them. */
async function textOfNewInstance(): Promise<string> {
  const { tools } = viewOf(await catalogueSource(registry)(), { kind: 'all' });
  return JSON.stringify(tools.map((tool) => listedTool(tool, { outputSchemas: true })));
}

describe('the list of the shipped tools', () => {
  it('is the same text on every instance, with schemas in the order of the manifests', async () => {
    const written = JSON.stringify(
      definitions.map((definition) => listedTool({ definition, status: 'active' }, { outputSchemas: true })),
    );
    expect(definitions.length).toBeGreaterThan(20);
    expect(await textOfNewInstance()).toBe(written);
    expect(await textOfNewInstance()).toBe(written);
  });
});
