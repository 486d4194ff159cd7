import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import * as z from 'zod';
import { startDynamoDb, type TestDatabase } from '../../../test/support/dynamodb.ts';
import { testCall } from '../../../test/support/test-call.ts';
import { ManifoldError } from '../../core/errors/manifold-error.ts';
import type { Breakers } from '../breaker/breaker.ts';
import { inCallScope } from '../breaker/call-scope.ts';
import { openOutbound } from '../outbound/outbound.ts';
import { type FamilyTable, familyStore } from '../store/table-store.ts';
import type { Call } from './call.ts';
import { defineTool } from './define-tool.ts';
import { runTool } from './run-tool.ts';

let database: TestDatabase;
let provider: Server;
let host = '';
let payments = 0;
let table: FamilyTable;
let gone: FamilyTable;
let open = false;
beforeAll(async () => {
  database = await startDynamoDb();
  table = { client: database.client, table: await database.table(), indexes: [] };
  gone = { ...table, table: 'no-such-table' };
  provider = createServer((_request, response) => {
    payments += 1;
    response.end('{}');
  });
  await new Promise<void>((resolve) => provider.listen(0, '127.0.0.1', resolve));
  host = `127.0.0.1:${(provider.address() as AddressInfo).port}`;
});
afterAll(async () => {
  provider.close();
  provider.closeAllConnections();
  await database.stop();
});
beforeEach(() => {
  payments = 0;
  open = false;
});

const breakers: Breakers = {
  async admit(asked, pass) {
    if (open && pass !== 'always') throw new ManifoldError('E4005', `${asked} is down.`);
    return async () => undefined;
  },
};
type Execute = (input: unknown, call: Call) => Promise<{ data: Record<string, never> }>;
type Spec = Partial<Pick<Parameters<typeof defineTool>[0], 'annotations' | 'movesMoney' | 'retry'>>;
const tool = (execute: Execute, spec: Spec = {}) =>
  defineTool({
    name: 'pay',
    version: '1.0.0',
    title: 'Pay',
    description: 'Pays.',
    category: 'test',
    subcategory: 'test',
    examples: [],
    checkWith: 'list_payments',
    retry: { maxAttempts: 3, initialDelayMs: 1, maxDelayMs: 1, multiplier: 1 },
    input: z.object({}),
    execute,
    ...spec,
  });
/** The tool as its family runs it: with the provider at hand, and a table. */
const run = (made: ReturnType<typeof tool>, of: FamilyTable = gone) => {
  const { fetch, dispatcher } = openOutbound([host], {}, { breakers });
  const call = testCall({
    fetch: ((url, init) => fetch(url, init, { correlationId: 'c' })) as typeof globalThis.fetch,
    dispatcher,
    store: familyStore(of, 'test'),
  });
  return inCallScope({ claimed: false }, () => runTool(made, {}, call));
};
const pay = (call: Call) => call.fetch(`http://${host}/payments`, { method: 'POST' });
const keep = (call: Call) => call.store.put({ pk: 'payment#1', sk: 'payment' });

describe('a call that must not be executed twice', () => {
  it('is of unknown outcome where its record cannot be kept after the provider was asked', async () => {
    const payment = run(
      tool(async (_input, call) => {
        await pay(call);
        await keep(call);
        return { data: {} };
      }),
    );
    await expect(payment).rejects.toMatchObject({ code: 'E3008', details: { checkWith: 'list_payments' } });
    expect(payments).toBe(1);
  });

  it('is that too where the request went by the dispatcher, past the breaker', async () => {
    const payment = run(
      tool(async (_input, call) => {
        await fetch(`http://${host}/payments`, { method: 'POST', dispatcher: call.dispatcher });
        await keep(call);
        return { data: {} };
      }),
    );
    await expect(payment).rejects.toMatchObject({ code: 'E3008' });
  });

  it('is that too where its own table was written before what it stands on failed', async () => {
    const noted = tool(async (_input, call) => {
      await keep(call);
      throw new ManifoldError('E5004', 'The key of sealed fields is not available.');
    });
    await expect(run(noted, table)).rejects.toMatchObject({ code: 'E3008' });
  });

  it('has done nothing where its table refused before anything else', async () => {
    const payment = tool(async (_input, call) => {
      await keep(call);
      await pay(call);
      return { data: {} };
    });
    await expect(run(payment)).rejects.toMatchObject({ code: 'E5002' });
    expect(payments).toBe(0);
  });

  it('has done nothing where the condition of its only write did not hold', async () => {
    const once = tool(async (_input, call) => {
      await call.store.put({ pk: 'once', sk: 'once' }, { condition: 'attribute_not_exists(pk)' });
      return { data: {} };
    });
    await run(once, table);
    await expect(run(once, table)).rejects.toMatchObject({ code: 'E5002' });
  });

  it('is not broken off by the breaker once it has begun, though nothing claimed it', async () => {
    const twoSteps = tool(async (_input, call) => {
      await pay(call);
      open = true;
      await pay(call);
      return { data: {} };
    });
    await run(twoSteps);
    expect(payments).toBe(2);
  });

  it('is tried once where it only reads, but pays for that', async () => {
    const paidRead = tool(
      async (_input, call) => {
        await pay(call);
        throw new ManifoldError('E4001', 'The connection broke.');
      },
      { annotations: { readOnly: true, destructive: false }, movesMoney: true },
    );
    await expect(run(paidRead)).rejects.toMatchObject({ code: 'E4001' });
    expect(payments).toBe(1);
  });
});

it('a call that may be executed twice keeps the fault, which says that it can be sent again', async () => {
  const idempotent = tool(
    async (_input, call) => {
      await pay(call);
      await keep(call);
      return { data: {} };
    },
    {
      annotations: { readOnly: false, idempotent: true },
      retry: { maxAttempts: 1, initialDelayMs: 1, maxDelayMs: 1, multiplier: 1 },
    },
  );
  await expect(run(idempotent)).rejects.toMatchObject({ code: 'E5002', retryable: true });
});
