import { randomUUID } from 'node:crypto';
import { PutSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { afterAll, beforeEach, expect, it } from '@jest/globals';
import { endpoints } from '../cloud/endpoints.ts';
import { control } from '../integration/support/control.ts';
import { callTool } from '../integration/support/endpoint.ts';
import { during, kill, seen, warmUp } from './support/faults.ts';

const { awsEndpoint, operator, secrets } = endpoints();
const client = new SecretsManagerClient({ endpoint: awsEndpoint, region: 'us-east-1', credentials: operator });
const keep = (PROVIDER_KEY: string) =>
  client.send(new PutSecretValueCommand({ SecretId: secrets.flaky, SecretString: JSON.stringify({ PROVIDER_KEY }) }));
const accept = (...keys: string[]) => control('/unsteady/keys', keys);

const quote = () => callTool('get_quote', { book: randomUUID() });
const ANSWERED = { structuredContent: { price: expect.any(Number) } };

let old: string;
beforeEach(async () => {
  old = `key-${randomUUID()}`;
  await keep(old);
  await accept(old);
  // A warm instance has the old key, and learns the new one from the refusal.
  expect(await quote()).toMatchObject(ANSWERED);
});
afterAll(async () => {
  await control('/unsteady/keys');
  client.destroy();
});

/** Calls from a number of callers at the same time; half of the calls are writes. */
async function traffic(middle: () => Promise<unknown>) {
  const [callers, each] = [12, 12];
  const results: Awaited<ReturnType<typeof callTool>>[] = [];
  await warmUp(callers);
  const halfway = Promise.withResolvers<void>();
  const books: string[] = [];
  const caller = async (tool: string) => {
    for (let call = 0; call < each; call += 1) {
      const book = randomUUID();
      if (tool === 'order_book') books.push(book);
      results.push(await callTool(tool, { book }));
      if (results.length === (callers * each) / 2) halfway.resolve();
    }
  };
  const all = Promise.all(
    Array.from({ length: callers }, (_, index) => caller(index % 2 === 0 ? 'get_quote' : 'order_book')),
  );
  await halfway.promise;
  await middle();
  await all;
  return { results, books };
}

it.each([
  ['with a time in which both keys are good', true],
  ['and the old key is refused at once', false],
])('a secret that is rotated under load %s fails no call', async (_how, overlap) => {
  const next = `key-${randomUUID()}`;
  const { results, books } = await traffic(async () => {
    if (overlap) await accept(old, next);
    await keep(next);
    if (!overlap) await accept(next);
  });
  expect(results.filter(({ isError }) => isError)).toEqual([]);
  for (const book of books) expect(await seen(book)).toMatchObject({ orders: 1 });
  expect(await quote()).toMatchObject(ANSWERED);
});

it('a key that the provider refuses while the secret cannot be read gives an error that says so, and the next call has the new key', async () => {
  const next = `key-${randomUUID()}`;
  await keep(next);
  await accept(next);
  const fault = { service: 'secretsmanager', caller: endpoints().functions.flaky, answer: 'hang up' as const };
  const { result, struck } = await during(fault, quote);
  expect(result._meta['manifold/error']).toMatchObject({ code: 'E4006' });
  expect(struck).toBeGreaterThan(0);
  expect(await quote()).toMatchObject(ANSWERED);
});

it('a family that starts while the secret cannot be read refuses the call, which may be retried', async () => {
  await kill('flaky');
  const fault = { service: 'secretsmanager', caller: endpoints().functions.flaky, answer: 'hang up' as const };
  const { result } = await during(fault, quote);
  expect(result._meta['manifold/error']).toMatchObject({ code: 'E5004', retryable: true });
  expect(await quote()).toMatchObject(ANSWERED);
});

it('a key that the provider refuses gives an error that says so if there is no newer key', async () => {
  await accept('another');
  expect((await quote())._meta['manifold/error']).toMatchObject({ code: 'E4006', retryable: false });
});
