import { randomUUID } from 'node:crypto';
import { UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { expect, it } from '@jest/globals';
import { breakerKey } from '../../schemas/keys.ts';
import { endpoints } from '../cloud/endpoints.ts';
import { operatorTables } from '../cloud/registry.ts';
import { control } from './support/control.ts';
import { callTool } from './support/endpoint.ts';

const provider = randomUUID();
const ask = async () => {
  const result = await callTool('ask_provider', { provider });
  return { result, error: result._meta['manifold/error'] };
};
const requests = async (state = '') =>
  ((await control(`/provider-state/${provider}/${state}`)) as { requests: number }).requests;

/** Ends the minute in which the breaker lets no call through. */
async function aMinuteLater(): Promise<void> {
  const { tables, controlUrl } = endpoints();
  await operatorTables(endpoints()).send(
    new UpdateCommand({
      TableName: tables.state,
      Key: breakerKey('flaky', new URL(controlUrl).host),
      UpdateExpression: 'SET lastFailureAt = lastFailureAt - :minute',
      ConditionExpression: 'attribute_exists(pk)',
      ExpressionAttributeValues: { ':minute': 60_000 },
    }),
  );
}

it('a provider that fails five times gets no call for a minute, then one trial call, then all calls again', async () => {
  await requests('down');
  for (let time = 0; time < 5; time += 1) expect((await ask()).error).toMatchObject({ code: 'E4004' });

  const refused = await ask();
  expect(refused.error).toMatchObject({ code: 'E4005', retryable: true, details: { circuit: 'open' } });
  expect(refused.error.details.retryAfter).toBeGreaterThan(0);
  const many = await Promise.all(Array.from({ length: 10 }, ask));
  expect(new Set(many.map(({ error }) => error.code))).toEqual(new Set(['E4005']));
  expect(await requests()).toBe(5);

  await aMinuteLater();
  // An instance's knowledge is up to a second old, so it may refuse a little longer. The trial call fails.
  let found = await ask();
  while (found.error.code === 'E4005') found = await ask();
  expect(found.error).toMatchObject({ code: 'E4004' });
  expect((await ask()).error).toMatchObject({ code: 'E4005' });
  expect(await requests()).toBe(6);

  await requests('up');
  await aMinuteLater();
  found = await ask();
  while (found.error?.code === 'E4005') found = await ask();
  expect(found.result).toMatchObject({ structuredContent: { requests: 7 } });
  expect((await ask()).result).toMatchObject({ structuredContent: { requests: 8 } });
});
