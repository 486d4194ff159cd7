import { DeleteCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { startDynamoDb, type TestDatabase } from '../../../test/support/dynamodb.ts';
import type { StateTable } from '../../runtime/claims/claim-repository.ts';
import type { FrontRequest } from '../front-request.ts';
import { SLOTS } from './slots.ts';
import { type Subscriptions, subscriptions } from './subscriptions.ts';

let database: TestDatabase;
let state: StateTable;
beforeAll(async () => {
  database = await startDynamoDb();
});
afterAll(() => database.stop());
beforeEach(async () => {
  state = { client: database.client, table: await database.table() };
});

interface Stream {
  signal: AbortSignal;
  ended: Promise<void>;
}
let opened: Stream[] = [];

/** A stream whose place is gone ends, so that is how a test ends those it leaves open. */
afterEach(async () => {
  for (const id of ['user:1', 'user:2']) {
    for (let index = 0; index < SLOTS; index += 1) {
      const Key = { pk: `acme#listen#${id}`, sk: `slot-${index}` };
      await state.client.send(new DeleteCommand({ TableName: state.table, Key }));
    }
  }
  await Promise.all(opened.map(({ ended }) => ended));
  opened = [];
});

/** Opens a stream and answers with a promise of its end. */
async function openStream(streams: Subscriptions, id = 'user:1'): Promise<Stream> {
  const request = { principal: { tenant: 'acme', id }, functionDeadline: Date.now() + 900_000 } as FrontRequest;
  const { promise, resolve } = Promise.withResolvers<Stream>();
  await streams.serve(request, new Request('http://localhost/mcp', { method: 'POST' }), async ({ signal }) => {
    const ended = new Promise<void>((end) => signal.addEventListener('abort', () => end(), { once: true }));
    resolve({ signal, ended });
    return new Response('', { headers: { 'content-type': 'text/event-stream' } });
  });
  const stream = await promise;
  opened.push(stream);
  return stream;
}

describe('subscription streams of one principal', () => {
  it('end, the oldest first, where more are opened than may be', async () => {
    const streams = subscriptions(state, { lifetimeMs: 60_000, checkMs: 5 });
    const open = [];
    for (let count = 0; count <= SLOTS; count += 1) open.push(await openStream(streams));
    await open[0]?.ended;
    expect(open.map(({ signal }) => signal.aborted)).toEqual([true, false, false, false, false, false]);
  });

  it('leave those of others alone', async () => {
    const streams = subscriptions(state, { lifetimeMs: 60_000, checkMs: 5 });
    const other = await openStream(streams, 'user:2');
    const open = [];
    for (let count = 0; count <= SLOTS; count += 1) open.push(await openStream(streams));
    await open[0]?.ended;
    expect(other.signal.aborted).toBe(false);
  });

  it('end when their time is over', async () => {
    const { ended, signal } = await openStream(subscriptions(state, { lifetimeMs: 1, checkMs: 1_000 }));
    await ended;
    expect(signal.aborted).toBe(true);
  });

  it('give their place back where they cannot be opened', async () => {
    const streams = subscriptions(state, { lifetimeMs: 60_000, checkMs: 1_000 });
    const request = { principal: { tenant: 'acme', id: 'user:1' }, functionDeadline: Date.now() + 900_000 };
    const opened = Promise.withResolvers<AbortSignal>();
    const serving = streams.serve(request as FrontRequest, new Request('http://localhost/mcp'), async ({ signal }) => {
      opened.resolve(signal);
      throw new Error('The protocol server refuses.');
    });
    await expect(serving).rejects.toThrow('refuses');
    expect((await opened.promise).aborted).toBe(true);
  });
});
