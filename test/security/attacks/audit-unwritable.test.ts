import { randomUUID } from 'node:crypto';
import { afterAll, expect, it } from '@jest/globals';
import { newKey } from '../../integration/support/control.ts';
import { answerOf, post } from '../../integration/support/endpoint.ts';
import { auditTrailOfCloud } from './support/audit-trail.ts';

const trail = auditTrailOfCloud();
afterAll(() => trail.close());

const PROTOCOL = {
  'io.modelcontextprotocol/protocolVersion': '2026-07-28',
  'io.modelcontextprotocol/clientInfo': { name: 'attacker', version: '1.0.0' },
  'io.modelcontextprotocol/clientCapabilities': {},
};

/** Values as JSON text; each replaces an argument that audit keeps. */
const VALUES = [
  '1e16',
  '-1E16',
  '1e20',
  '1e308',
  '9007199254740992',
  '9007199254740993.0',
  '5e-324',
  '1e-131',
  '-0',
  '-0.0',
  '"\\ud800"',
  '"\\u0000"',
  `"${'x'.repeat(9_000)}"`,
  `${'['.repeat(60)}${']'.repeat(60)}`,
  `${'{"a":'.repeat(3_000)}1${'}'.repeat(3_000)}`,
  '{"person":"x"}',
  '{"hash":1e16}',
  '{"__proto__":{"a":1}}',
  '{"constructor":{"prototype":1}}',
  '[1e-200]',
  '[null]',
];

/** Arguments that audit keeps, of every type. */
const FIELDS = ['min_amount_usd', 'limit', 'chain', 'since'];

it.each(VALUES)('a number or text that no record can hold is refused and leaves an audit event: %#', async (value) => {
  const tenant = `unwritable-${randomUUID()}`;
  const key = await newKey({ id: 'test:unwritable', tenant, scopes: ['*'], tier: 'enterprise' });
  const codes: string[] = [];
  for (const field of FIELDS) {
    const args = `{"${field}":${value}}`;
    const params = `{"name":"search_exploits","arguments":${args},"_meta":${JSON.stringify(PROTOCOL)}}`;
    const headers = { 'mcp-protocol-version': '2026-07-28', 'mcp-method': 'tools/call', 'mcp-name': 'search_exploits' };
    const body = `{"jsonrpc":"2.0","id":1,"method":"tools/call","params":${params}}`;
    const { result, error } = await answerOf(post(body, { key, headers }));
    codes.push(result?._meta?.['manifold/error']?.code ?? error?.data?.code ?? 'ok');
  }
  expect(codes).toEqual(FIELDS.map(() => expect.stringMatching(/^(E2\d{3}|ok)$/)));
  const outcomes = (await trail.ofTenant(tenant)).filter((event) => event.phase === 'outcome');
  // Invalid requests of one kind leave one event per minute and instance.
  const calls = outcomes.filter(({ operation }) => operation === 'tools/call').map(({ errorCode = 'ok' }) => errorCode);
  const refused = outcomes.filter(({ operation }) => operation === 'request/refused').map(({ errorCode }) => errorCode);
  expect(new Set([...calls, ...refused])).toEqual(new Set(codes));
  expect(refused.length > 0 || calls.length === FIELDS.length).toBe(true);
});

it.each([
  ['resources/read', { uri: { toString: 1, valueOf: null } }],
  ['tools/call', { name: { toString: 1, valueOf: null } }],
  ['tools/call', { name: ['search_exploits'], arguments: 1e15 }],
  ['prompts/get', { name: { toJSON: 1 } }],
])('a %s whose name is not a string is an error of the caller', async (method, params) => {
  const message = { jsonrpc: '2.0', id: 1, method, params: { ...params, _meta: PROTOCOL } };
  const headers = { 'mcp-protocol-version': '2026-07-28', 'mcp-method': method };
  const response = await post(JSON.stringify(message), { headers });
  expect(response.status).toBeLessThan(500);
  expect(await response.text()).not.toMatch(/E5\d{3}/);
});
