import { randomUUID } from 'node:crypto';
import { expect, it } from '@jest/globals';
import { decodeJwt } from 'jose';
import { newKey } from './support/control.ts';
import { callTool, listTools, modern } from './support/endpoint.ts';

it('a family can sell a subscription with a plan, a token for a year, reported usage and a cancellation', async () => {
  const id = `test:customer-${randomUUID()}`;
  const key = await newKey({ id, roles: ['user'], tier: 'free', scopes: ['*'] });
  const { structuredContent: order } = await callTool(
    'order_subscription',
    { scopes: ['harness:read', 'tools:list'] },
    { key },
  );
  expect(decodeJwt(order.token)).toMatchObject({
    sub: id,
    kind: 'subscription',
    tier: 'team',
    roles: ['user'],
    client_id: 'family:harness',
  });
  expect((await listTools({ key: order.token })).length).toBeGreaterThan(0);
  const { structuredContent: end } = await callTool('order_subscription', { ends: order.jti }, { key });
  expect(end.callsToday).toBe(2);

  // The token is new to the gateway: a known one works as long as the gateway caches the authorizer's answer.
  const { structuredContent: unused } = await callTool('order_subscription', { scopes: ['tools:list'] }, { key });
  await callTool('order_subscription', { ends: unused.jti }, { key });
  expect((await modern('tools/list', {}, { key: unused.token })).status).toBe(401);
});

it.each(['*', 'admin', 'users:act', 'payments:refund'])(
  'a family cannot get a token with the scope %s',
  async (scope) => {
    const { _meta } = await callTool('order_subscription', { scopes: ['tools:list', scope] });
    expect(_meta['manifold/error']).toMatchObject({ code: 'E1004', message: expect.stringContaining(scope) });
  },
);
