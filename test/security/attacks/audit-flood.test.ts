import { afterAll, expect, it } from '@jest/globals';
import { modern, post } from '../../integration/support/endpoint.ts';
import { auditTrailOfCloud } from './support/audit-trail.ts';

const trail = auditTrailOfCloud();
afterAll(() => trail.close());

const REQUESTS = 200;
/** Sends requests one after another, so that few instances serve them. */
async function flood(send: (index: number) => Promise<Response>): Promise<number> {
  const before = new Date().toISOString();
  for (let index = 0; index < REQUESTS; index += 1) await (await send(index)).text();
  const events = await trail.since(before);
  return events.filter(({ principal }) => principal === 'anonymous').length;
}

const noKey = (index: number) => `${index}`.padStart(12, 'Z');

it.each<[string, (index: number) => Promise<Response>]>([
  [
    'unknown clients at the token endpoint',
    (index) =>
      post(
        JSON.stringify({
          grant_type: 'client_credentials',
          client_id: noKey(index),
          client_secret: `mf_${noKey(index)}_x`,
        }),
        {
          key: null,
          path: '/api/v1/auth/token',
        },
      ),
  ],
  [
    'grants that somebody made up, at the token endpoint,',
    (index) => post(JSON.stringify({ grant_type: `grant ${index}` }), { key: null, path: '/api/v1/auth/token' }),
  ],
  [
    'revocations without a token',
    (index) => post(JSON.stringify({ client_id: noKey(index) }), { key: null, path: '/api/v1/auth/revoke' }),
  ],
  [
    'tools that there are not, on the public endpoint,',
    (index) => modern('tools/call', { name: `tool_${index}`, arguments: {} }, { key: null, path: '/mcp/public' }),
  ],
  [
    'arguments that no tool takes, on the public endpoint,',
    (index) =>
      modern(
        'tools/call',
        { name: 'health_check', arguments: { [`a${index}`]: 1 } },
        { key: null, path: '/mcp/public' },
      ),
  ],
  [
    'resources that there are not, on the public endpoint,',
    (index) => modern('resources/read', { uri: `unknown://${index}` }, { key: null, path: '/mcp/public' }),
  ],
  [
    'bodies that are no JSON, on the public endpoint,',
    (index) => post(`{${index}`, { key: null, path: '/mcp/public' }),
  ],
])('a flood of %s costs a few audit writes, not one for each', async (_what, send) => {
  expect(await flood(send)).toBeLessThan(REQUESTS / 10);
});
