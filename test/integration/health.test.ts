import { expect, it } from '@jest/globals';
import { endpoints } from '../cloud/endpoints.ts';
import { callTool } from './support/endpoint.ts';

it.each(['/health', '/ready'])('%s says that the endpoint works', async (path) => {
  const answer = await fetch(`${endpoints().apiUrl}${path}`);
  expect(answer.status).toBe(200);
  expect(await answer.json()).toMatchObject({ status: 'ok' });
});

it('/ready and health_check look at every table and at the providers of each family', async () => {
  const tables = ['registry', 'identity', 'usage', 'audit', 'state'].map((name) => `${name} table`);
  const ready = Object(await (await fetch(`${endpoints().apiUrl}/ready`)).json());
  const { structuredContent: told } = await callTool('health_check');
  expect(ready.checks.map(({ name }: { name: string }) => name)).toEqual(['registry', 'secrets', ...tables]);
  expect(told).toMatchObject({
    health: expect.stringMatching(/^(healthy|degraded)$/),
    database: 'connected',
    dependencies: tables.map((name) => ({ name, status: 'ok' })),
  });
  for (const { providers } of [ready, told]) {
    expect(providers).toContainEqual({ family: 'kyc', status: 'ok' });
  }
});

it('the uptime is that of the service: /ready and health_check, on other instances, count from the same moment', async () => {
  const ready = Object(await (await fetch(`${endpoints().apiUrl}/ready`)).json());
  const { structuredContent: told } = await callTool('health_check');
  expect(told.uptime_seconds).toBeGreaterThanOrEqual(ready.uptimeSeconds);
});
