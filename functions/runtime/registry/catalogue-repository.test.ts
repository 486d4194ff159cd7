import { type DynamoDBDocumentClient, PutCommand, QueryCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { CATALOGUE_PK, EPOCH_KEY } from '../../../schemas/keys.ts';
import { startDynamoDb, type TestDatabase } from '../../../test/support/dynamodb.ts';
import { catalogueSource } from './catalogue-repository.ts';

let database: TestDatabase;
let table: string;
beforeAll(async () => {
  database = await startDynamoDb();
  table = await database.table();
});
afterAll(() => database.stop());

const put = (Item: Record<string, unknown>) => database.client.send(new PutCommand({ TableName: table, Item }));
const change = async (epoch: number, status: string) => {
  await put({ pk: CATALOGUE_PK, sk: 'prompt#greet', definition: { name: 'greet' }, status });
  await put({ ...EPOCH_KEY, epoch });
};

/** A client that holds the answer to its first query back until it is told to go on. */
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
