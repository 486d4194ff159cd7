import { PutCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { agentId, ownerOf } from '../../../schemas/agents.ts';
import { cancelKey, ownerStreamsKey, STAGE_STREAMS_KEY } from '../../../schemas/keys.ts';
import { startDynamoDb, type TestDatabase } from '../../../test/support/dynamodb.ts';
import { testPrincipal, testRequest } from '../../../test/support/guarded-call.ts';
import type { StateTable } from '../../core/state-table/state-table.ts';
import type { FrontRequest } from '../front-request.ts';
import { cancelRef } from '../mcp/call-context.ts';
import { recordCancel } from '../mcp/cancellation.ts';
import { placesPerOwner } from './stream-places.ts';
import { type Subscriptions, subscriptions } from './subscriptions.ts';

/** Places of the stage; an owner may hold three of them. */
const STAGE_PLACES = 4;
const OWNER_PLACES = placesPerOwner(STAGE_PLACES);
let database: TestDatabase;
let state: StateTable;
beforeAll(async () => {
  database = await startDynamoDb();
});
afterAll(() => database.stop());
beforeEach(async () => {
  jest.spyOn(process.stdout, 'write').mockReturnValue(true);
  state = { client: database.client, table: await database.table() };
});

interface Stream {
  readonly request: FrontRequest;
  readonly signal: AbortSignal;
  readonly ended: Promise<void>;
}
let opened: Stream[] = [];

/** Removes the leases of the streams that a test leaves open: a stream without a lease ends. */
afterEach(async () => {
  for (const { request } of opened) {
    const { tenant, id } = request.principal;
    const Item = { ...ownerStreamsKey(tenant, ownerOf(id)), leases: {} };
    await state.client.send(new PutCommand({ TableName: state.table, Item }));
  }
  await Promise.all(opened.map(({ ended }) => ended));
  opened = [];
  jest.restoreAllMocks();
});

const streams = (changes = {}) =>
  subscriptions(state, {
    stagePlaces: STAGE_PLACES,
    serverInfo: { name: 'manifold' },
    lifetimeMs: 60_000,
    checkMs: 5,
    ...changes,
  });

function requestOf(principal: { id: string }): FrontRequest {
  return testRequest({ principal: testPrincipal({ credential: principal.id, ...principal }) });
}

/** Opens a stream and answers with a promise of its end. */
async function openStream(
  served: Subscriptions,
  { id = 1, as = 'user:1' }: { id?: number | string; as?: string } = {},
): Promise<Stream> {
  const request = requestOf({ id: as });
  const { promise, resolve } = Promise.withResolvers<Stream>();
  const open = async ({ signal }: Request) => {
    const ended = new Promise<void>((end) => signal.addEventListener('abort', () => end(), { once: true }));
    resolve({ request, signal, ended });
    return new Response('', { headers: { 'content-type': 'text/event-stream' } });
  };
  await served.serve(request, { req: new Request('http://localhost/mcp', { method: 'POST' }), id, open });
  const stream = await promise;
  opened.push(stream);
  return stream;
}

/** Takes places with leases of streams that do not exist. */
async function hold(key: { pk: string; sk: string }, places: number): Promise<void> {
  const inAMinute = Date.now() + 60_000;
  const leases = Object.fromEntries(Array.from({ length: places }, (_, index) => [`held-${index}`, inAMinute]));
  await state.client.send(new PutCommand({ TableName: state.table, Item: { ...key, leases } }));
}

async function fill(served: Subscriptions, principal = {}): Promise<Stream[]> {
  const open = [];
  for (let count = 0; count < OWNER_PLACES; count += 1) open.push(await openStream(served, principal));
  return open;
}

describe('subscription streams of one owner', () => {
  it('end, the oldest first, once the last place is taken', async () => {
    const open = await fill(streams());
    await open[0]?.ended;
    expect(open.map(({ signal }) => signal.aborted)).toEqual([true, false, false]);
  });

  it('are refused with a time to wait until the oldest stream has ended', async () => {
    await hold(ownerStreamsKey('acme', 'user:1'), OWNER_PLACES);
    const refused = openStream(streams({ checkMs: 5_000 }));
    await expect(refused).rejects.toMatchObject({ code: 'E3009', details: { retryAfter: 5 } });
  });

  it('are counted together with those of its agents', async () => {
    const served = streams();
    const [own] = await fill(served, {});
    await own?.ended;
    const agent = await openStream(served, { as: agentId('acme', 'user:1', 'nightly') });
    const stillOpen = () => opened.filter(({ signal }) => !signal.aborted).length;
    await opened[1]?.ended;
    expect(stillOpen()).toBe(OWNER_PLACES - 1);
    expect(agent.signal.aborted).toBe(false);
  });

  it('do not end the streams of others, and leave them a place of the stage', async () => {
    const served = streams();
    const own = await fill(served);
    const other = await openStream(served, { as: 'user:2' });
    await own[0]?.ended;
    expect(other.signal.aborted).toBe(false);
  });
});

/** Opens a stream that ends with its signal, as the protocol server has it, and reads it to its end. */
async function readStream(served: Subscriptions, id: string): Promise<string> {
  const open = async ({ signal }: Request) => {
    const body = new ReadableStream({ start: (stream) => signal.addEventListener('abort', () => stream.close()) });
    return new Response(body, { headers: { 'content-type': 'text/event-stream' } });
  };
  const req = new Request('http://localhost/mcp', { method: 'POST' });
  return (await served.serve(requestOf({ id: 'user:1' }), { req, id, open })).text();
}

describe('a subscription stream', () => {
  it('ends with the result that revision 2026-07-28 asks for when its time is over', async () => {
    const text = await readStream(streams({ lifetimeMs: 1 }), 'listen-1');
    expect(JSON.parse(text.replace('event: message\ndata: ', ''))).toEqual({
      jsonrpc: '2.0',
      id: 'listen-1',
      result: {
        resultType: 'complete',
        _meta: {
          'io.modelcontextprotocol/subscriptionId': 'listen-1',
          'io.modelcontextprotocol/serverInfo': { name: 'manifold' },
        },
      },
    });
  });

  it('ends without a result if the request that opened it was cancelled', async () => {
    const text = readStream(streams(), 'listen-1');
    await new Promise(setImmediate);
    await recordCancel(state, cancelRef(requestOf({ id: 'user:1' }), 'listen-1'));
    expect(await text).toBe('');
  });

  it('is refused while all places of the stage are taken, and gives back the place of its owner', async () => {
    const served = streams();
    await hold(STAGE_STREAMS_KEY, STAGE_PLACES);
    for (let count = 0; count <= OWNER_PLACES; count += 1) {
      const refused = openStream(served);
      await expect(refused).rejects.toMatchObject({ code: 'E3009', message: expect.stringContaining('this stage') });
      await expect(refused).rejects.toHaveProperty('details.retryAfter');
    }
  });

  it('ends when its time is over, and its place is free again by then', async () => {
    const brief = streams({ lifetimeMs: 1 });
    for (let count = 0; count < 2 * STAGE_PLACES; count += 1) await (await openStream(brief)).ended;
    expect(opened.every(({ signal }) => signal.aborted)).toBe(true);
  });

  it('ends when the request that opened it is cancelled', async () => {
    const served = streams();
    const stream = await openStream(served, { id: 'listen-1' });
    const other = await openStream(served, { id: 'listen-2' });
    await recordCancel(state, cancelRef(stream.request, 'listen-1'));
    await stream.ended;
    expect(other.signal.aborted).toBe(false);
  });

  it('does not end if an earlier request with its id was cancelled', async () => {
    const earlier = { ...cancelKey(cancelRef(requestOf({ id: 'user:1' }), 'listen-1')), cancelledAt: Date.now() - 1 };
    await state.client.send(new PutCommand({ TableName: state.table, Item: earlier }));
    const served = streams();
    const stream = await openStream(served, { id: 'listen-1' });
    const checked = await openStream(served, { id: 'listen-2' });
    await recordCancel(state, cancelRef(checked.request, 'listen-2'));
    await checked.ended;
    expect(stream.signal.aborted).toBe(false);
  });

  it('gives its place back if it cannot be opened', async () => {
    const served = streams({ checkMs: 60_000 });
    for (let count = 0; count < 2 * STAGE_PLACES; count += 1) {
      const req = new Request('http://localhost/mcp', { method: 'POST' });
      const open = () => Promise.reject(new Error('The protocol server refuses.'));
      await expect(served.serve(requestOf({ id: 'user:1' }), { req, id: 1, open })).rejects.toThrow('refuses');
    }
  });
});
