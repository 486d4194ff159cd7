import { randomUUID } from 'node:crypto';
import { GetCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { agentId } from '../../../schemas/agents.ts';
import { ownerStreamsKey, STAGE_STREAMS_KEY } from '../../../schemas/keys.ts';
import { endpoints } from '../../cloud/endpoints.ts';
import { operatorTables } from '../../cloud/registry.ts';
import { newKey } from '../../integration/support/control.ts';
import { callTool, modern } from '../../integration/support/endpoint.ts';
import { messagesOf, next } from '../../integration/support/event-stream.ts';
import { freeStreamPlaces } from '../../integration/support/stream-places.ts';

const client = operatorTables(endpoints());
afterAll(() => client.destroy());

/** Streams that one attempt of an attacker opens. */
const MANY = 60;
const AT_ONCE = 6;
/** Most open streams of a test stage (test/cloud/assembly.ts), and of one owner (stream-places.ts). */
const STAGE_PLACES = 20;
const OWNER_PLACES = 6;

interface Stream {
  readonly key: string;
  readonly id: string;
  readonly response: Response;
}

async function listen(key: string): Promise<Stream> {
  const id = randomUUID();
  const response = await modern('subscriptions/listen', { notifications: { toolsListChanged: true } }, { key, id });
  return { key, id, response };
}

/** Stream places, and their highest number. */
interface Bound {
  readonly of: { readonly pk: string; readonly sk: string };
  readonly most: number;
}

/** Streams that hold a place at this moment. */
async function held(Key: Bound['of']): Promise<number> {
  const { Item } = await client.send(
    new GetCommand({ TableName: endpoints().tables.state, Key, ConsistentRead: true }),
  );
  return Object.values(Object(Item?.leases)).filter((until) => Number(until) > Date.now()).length;
}

/** Opens a stream with each key, a few at a time, because the attack is on the places and not on the start of instances. */
async function listenAll(keys: string[], { of, most }: Bound): Promise<Stream[]> {
  const streams = [];
  for (let start = 0; start < keys.length; start += AT_ONCE) {
    for (const stream of await Promise.all(keys.slice(start, start + AT_ONCE).map(listen))) streams.push(stream);
    expect(await held(of)).toBeLessThanOrEqual(most);
  }
  return streams;
}

const admitted = (streams: Stream[]) => streams.filter(({ response }) => response.status === 200);
const refused = (streams: Stream[]) => streams.filter(({ response }) => response.status !== 200);

/** Cancels streams like a well-behaved client, and waits until each has ended. */
async function end(streams: Stream[]): Promise<void> {
  for (const { key, id } of streams) {
    await modern('notifications/cancelled', { requestId: id }, { key, id: null });
  }
  for (const { response } of streams) {
    // A stream that ends by its own time ends with the result of the request.
    for await (const message of messagesOf(response)) {
      if (!('result' in message)) expect(message.method).toMatch(/^notifications\//);
    }
  }
}

async function expectRefusals(streams: Stream[]): Promise<void> {
  for (const { response } of streams) {
    expect(response.status).toBe(429);
    expect(Number(response.headers.get('retry-after'))).toBeGreaterThan(0);
    expect(await response.json()).toMatchObject({
      error: { data: { code: 'E3009', retryable: true, details: { retryAfter: expect.any(Number) } } },
    });
  }
}

beforeAll(freeStreamPlaces);

describe('an attacker who opens subscription streams', () => {
  it('holds no more than one share with all keys and agents, and calls of others are answered', async () => {
    const id = `attacker:${randomUUID()}`;
    const agents = ['one', 'two'].map((name) => agentId('dev', id, name));
    const keys = await Promise.all([id, id, ...agents].map((who) => newKey({ id: who })));
    const other = await newKey({ id: `bystander:${randomUUID()}` });
    const own = { of: ownerStreamsKey('dev', id), most: OWNER_PLACES };
    const streams = await listenAll(
      Array.from({ length: MANY }, (_, index) => keys[index % keys.length] ?? ''),
      own,
    );
    expect(await callTool('health_check', {}, { key: other })).toMatchObject({ structuredContent: { status: 'ok' } });
    expect(refused(streams).length).toBeGreaterThan(0);
    await expectRefusals(refused(streams));
    const bystander = await listen(other);
    expect(bystander.response.status).toBe(200);
    await end([...admitted(streams), bystander]);
  });

  it('holds no more than the share of the stage under many names, and calls of others are answered', async () => {
    const keys = await Promise.all(Array.from({ length: MANY }, () => newKey({ id: `sybil:${randomUUID()}` })));
    const streams = await listenAll(keys, { of: STAGE_STREAMS_KEY, most: STAGE_PLACES });
    expect(refused(streams).length).toBeGreaterThan(0);
    await expectRefusals(refused(streams));
    expect(await callTool('health_check')).toMatchObject({ structuredContent: { status: 'ok' } });
    await end(admitted(streams));
  });

  it('gets places back by cancelling, not by hanging up', async () => {
    const key = await newKey({ id: `impatient:${randomUUID()}` });
    const streams = [];
    for (let count = 0; count < OWNER_PLACES - 1; count += 1) streams.push(await listen(key));
    const messages = streams.map(({ response }) => messagesOf(response));
    for (const stream of messages) expect((await next(stream)).method).toContain('acknowledged');
    await Promise.all(messages.map((stream) => stream.return(undefined)));
    // A function does not notice that a client has disconnected, so the places stay taken until the streams are displaced.
    const last = await listen(key);
    const beyond = await Promise.all([listen(key), listen(key)]);
    expect(refused(beyond).length).toBeGreaterThan(0);
    await expectRefusals(refused(beyond));
    for (const { id } of [...streams, last, ...admitted(beyond)]) {
      await modern('notifications/cancelled', { requestId: id }, { key, id: null });
    }
    await end([last, ...admitted(beyond)]);
  });
});
