import { type DynamoDBDocumentClient, PutCommand, QueryCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { bundleSk, CATALOGUE_PK, EPOCH_KEY, PLANS_PK, planAssignmentSk, toolSk } from '../../../schemas/keys.ts';
import type { ToolStatus } from '../../../schemas/registry-records.ts';
import { startDynamoDb, type TestDatabase } from '../../../test/support/dynamodb.ts';
import { promptRecord, toolRecord } from '../../../test/support/registry-records.ts';
import { logger } from '../../core/logging/logger.ts';
import { inAssignedTier, planFor } from '../limits/plans.ts';
import { catalogueSource, loadCatalogue, readEpochs } from './catalogue-repository.ts';
import { viewOf } from './view.ts';

let database: TestDatabase;
let table: string;
beforeAll(async () => {
  database = await startDynamoDb();
  table = await database.table();
});
afterAll(() => database.stop());

const put = (Item: Record<string, unknown>) => database.client.send(new PutCommand({ TableName: table, Item }));
const change = async (epoch: number, status: ToolStatus) => {
  await put({ pk: CATALOGUE_PK, sk: 'prompt#greet', ...promptRecord({ name: 'greet', status }) });
  await put({ ...EPOCH_KEY, epoch });
};

/** A client that holds the answer to its first query back until the test lets it continue. */
function holdingClient() {
  const arrived = Promise.withResolvers<void>();
  const released = Promise.withResolvers<void>();
  let queries = 0;
  const send = async (command: Parameters<DynamoDBDocumentClient['send']>[0]) => {
    const answer = await database.client.send(command);
    if (!(command instanceof QueryCommand)) return answer;
    queries += 1;
    if (queries > 1) return answer;
    arrived.resolve();
    await released.promise;
    return answer;
  };
  const client = Object.assign(Object.create(database.client) as DynamoDBDocumentClient, { send });
  return { client, hasArrived: arrived.promise, goOn: () => released.resolve() };
}

it('a change is seen by the next caller, though a load from before it is still under way', async () => {
  await change(1, 'active');
  const held = holdingClient();
  const catalogue = catalogueSource({ client: held.client, table });
  const before = catalogue();
  await held.hasArrived;

  await change(2, 'inactive');
  const after = await catalogue();
  expect(after.prompts.get('greet')).toMatchObject({ status: 'inactive' });

  held.goOn();
  expect((await before).prompts.get('greet')).toMatchObject({ status: 'active' });
  expect((await catalogue()).prompts.get('greet')).toMatchObject({ status: 'inactive' });
});

it('callers of one epoch share a load', async () => {
  await change(3, 'active');
  const held = holdingClient();
  const catalogue = catalogueSource({ client: held.client, table });
  const callers = [catalogue(), catalogue(), catalogue()];
  await held.hasArrived;
  held.goOn();
  const [first, ...others] = await Promise.all(callers);
  for (const other of others) expect(other).toBe(first);
});

describe('a record that breaks its contract', () => {
  let lines: string[];
  const reports = () => lines.filter((line) => line.includes('breaks its contract'));
  const counted = () => lines.filter((line) => line.includes('"RecordUnreadable"')).length;
  const putTool = (version: string, changes = {}) => {
    const Item = { pk: CATALOGUE_PK, sk: toolSk('pay', version), ...toolRecord({ name: 'pay', version }) };
    return put({ ...Item, ...changes });
  };
  const load = async () =>
    loadCatalogue({ client: database.client, table }, await readEpochs({ client: database.client, table }));
  const tool = async (reference: string) => viewOf(await load(), { kind: 'all' }).tool(reference);

  beforeEach(async () => {
    table = await database.table();
    lines = [];
    jest.spyOn(process.stdout, 'write').mockImplementation((text) => lines.push(String(text)) > 0);
    jest.spyOn(logger, 'error').mockImplementation((...said) => void lines.push(JSON.stringify(said)));
  });
  afterEach(() => {
    jest.restoreAllMocks();
  });

  it.each([
    ['without a target', { target: undefined }],
    ['with a status that the code does not know', { status: 'paused' }],
    ['with a definition that is text', { definition: 'pay' }],
    ['under the key of another', toolRecord({ name: 'steal' })],
  ])('%s is left out, reported and counted, and all others are served', async (_, changes) => {
    const other = toolRecord({ name: 'greet' });
    await put({ pk: CATALOGUE_PK, sk: toolSk('greet', '1.0.0'), ...other });
    await putTool('1.0.0', changes);
    const { tools } = viewOf(await load(), { kind: 'all' });
    expect(tools.map(({ definition }) => definition.name)).toEqual(['greet']);
    expect(reports()).toEqual([expect.stringContaining('tool#pay#1.0.0')]);
    expect(counted()).toBe(1);
  });

  it('switches the versions before it off, as long as no newer one is in use', async () => {
    await putTool('1.0.0');
    await putTool('1.1.0', { definition: null });
    await expect(tool('pay')).rejects.toMatchObject({ code: 'E3002' });
    await expect(tool('pay@1.0.0')).rejects.toMatchObject({ code: 'E3002' });
    await putTool('1.2.0');
    expect((await tool('pay')).definition.version).toBe('1.2.0');
    expect((await tool('pay@1.0.0')).definition.version).toBe('1.0.0');
  });

  it('is no bundle to be called', async () => {
    const bundle = {
      name: 'team',
      title: 'Team',
      description: '',
      version: '1.0.0',
      owner: 'test',
      families: [],
      tools: [],
    };
    await put({ pk: CATALOGUE_PK, sk: bundleSk('team'), ...bundle, status: 'secret' });
    const catalogue = await load();
    expect(() => viewOf(catalogue, { kind: 'bundle', name: 'team' })).toThrow(
      expect.objectContaining({ code: 'E3001' }),
    );
  });

  it('is a plan with the limits of the smallest, and an assignment to it', async () => {
    const team = { tenant: 'acme', id: 'user:1', tier: 'team' as const };
    await put({ pk: PLANS_PK, sk: 'plan#team', name: 'team', callsPerMinute: 'many' });
    expect(planFor((await load()).plans, team)).toMatchObject({ name: 'team', callsPerMinute: 10, callsPerDay: 100 });
    await put({ pk: PLANS_PK, sk: planAssignmentSk('acme'), tenant: 'acme', plan: 7 });
    const { plans } = await load();
    expect(inAssignedTier(plans, team).tier).toBe('free');
    expect(reports().join()).not.toContain('acme');
  });
});
