import { expect, it } from '@jest/globals';
import { endpoints } from '../cloud/endpoints.ts';
import { control } from '../integration/support/control.ts';
import { callTool } from '../integration/support/endpoint.ts';
import { during } from './support/faults.ts';

const health = () => fetch(`${endpoints().apiUrl}/health`);

/** Resolves once the endpoint says that it is healthy; on a busy machine a request may time out before that. */
async function healthy(): Promise<void> {
  while ((await health()).status !== 200);
}

it('a database that does not answer makes /health and /ready report it', async () => {
  const registry = { service: 'dynamodb', contains: [`"${endpoints().tables.registry}"`], answer: 'hang up' as const };
  await during(registry, async () => {
    expect((await health()).status).toBe(503);
    expect(await (await health()).json()).toMatchObject({ status: 'unavailable' });
    expect((await fetch(`${endpoints().apiUrl}/ready`)).status).toBe(503);
  });
  await healthy();
});

it('a database that is killed restarts by itself, and calls then succeed', async () => {
  await control('/database-kills');
  await healthy();
  expect(await callTool('health_check')).toMatchObject({ structuredContent: { status: 'ok' } });
});
