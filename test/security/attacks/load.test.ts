/**
 * Many callers at once, for as long as MANIFOLD_LOAD_MINUTES says: MANIFOLD_LOAD_MINUTES=10 npm run attack -- load. Without
 * it the test makes a few turns, which shows that the test itself works.
 */
import { randomUUID } from 'node:crypto';
import { GetCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, expect, it } from '@jest/globals';
import { STAGE_STREAMS_KEY } from '../../../schemas/keys.ts';
import { endpoints } from '../../cloud/endpoints.ts';
import { operatorTables } from '../../cloud/registry.ts';
import { control, newKey } from '../../integration/support/control.ts';
import { answerOf, callTool, listTools, modern } from '../../integration/support/endpoint.ts';

const MINUTES = Number(process.env.MANIFOLD_LOAD_MINUTES ?? 0);
const TURNS = 10;
const CALLERS = 8;

const client = operatorTables(endpoints());
afterAll(() => client.destroy());

/** One turn of one caller: a read, a write that is sent twice, a refusal, and a stream that is cancelled. */
async function callerTurn(key: string): Promise<void> {
  const [counter, book] = [randomUUID(), randomUUID()];
  const options = { key, id: randomUUID(), meta: { 'manifold/idempotencyKey': randomUUID() } };
  expect(await callTool('count_calls', { counter }, options)).toMatchObject({ structuredContent: { count: 1 } });
  expect(await callTool('count_calls', { counter }, options)).toMatchObject({ _meta: { 'manifold/replayed': true } });
  expect(((await control(`/counts/${counter}`)) as { count: number }).count).toBe(1);
  expect(await callTool('find_record', { record: book }, { key })).toMatchObject({ structuredContent: { count: 1 } });
  const unknown = await answerOf(modern('tools/call', { name: 'no_such_tool', arguments: {} }, { key }));
  expect(unknown).toMatchObject({ error: { data: { code: 'E3001' } } });
  const id = randomUUID();
  const stream = await modern('subscriptions/listen', { notifications: { toolsListChanged: true } }, { key, id });
  expect([200, 429]).toContain(stream.status);
  await modern('notifications/cancelled', { requestId: id }, { key, id: null });
  await stream.body?.cancel();
}

it(
  'under load every call is answered correctly, writes are executed once, and streams stay within their share',
  async () => {
    const keys = await Promise.all(Array.from({ length: CALLERS }, (_, caller) => newKey({ id: `load:${caller}` })));
    const tools = (await listTools()).length;
    // On a busy machine the first calls of cold instances may be refused, which is not the subject of this test.
    await Promise.allSettled(keys.map((key) => callTool('health_check', {}, { key })));
    const end = Date.now() + MINUTES * 60_000;
    for (let made = 0; made < TURNS || Date.now() < end; made += 1) {
      await Promise.all(keys.map(callerTurn));
      const Key = STAGE_STREAMS_KEY;
      const { Item } = await client.send(new GetCommand({ TableName: endpoints().tables.state, Key }));
      expect(Object.keys(Object(Item?.leases)).length).toBeLessThanOrEqual(20);
    }
    expect(await listTools()).toHaveLength(tools);
    expect((await fetch(`${endpoints().apiUrl}/health`)).status).toBe(200);
  },
  (MINUTES + 4) * 60_000,
);
