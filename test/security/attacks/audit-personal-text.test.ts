import { randomUUID } from 'node:crypto';
import { afterAll, describe, expect, it } from '@jest/globals';
import { loadManifests } from '../../../lib/families.ts';
import type { ToolDefinition } from '../../../schemas/tool-definition.ts';
import { endpoints } from '../../cloud/endpoints.ts';
import { newKey } from '../../integration/support/control.ts';
import { answerOf, modern, post } from '../../integration/support/endpoint.ts';
import { sealInMemory } from '../../support/seal-in-memory.ts';
import { auditTrailOfCloud } from './support/audit-trail.ts';

const trail = auditTrailOfCloud();
afterAll(() => trail.close());

/** An unknown person, named by a word that no other text has. */
const SURNAME = `Quaxolotl${randomUUID().slice(0, 4)}`;
/** Ways to write the person, for fields of any length and alphabet. */
const WAYS = [
  `Jane ${SURNAME}, 1 Invented Road`,
  `jane.${SURNAME}@example.com`,
  SURNAME.toLowerCase(),
  `jane:${SURNAME.toLowerCase()}`,
];

const withField = (
  args: Record<string, unknown>,
  [name = '', ...rest]: string[],
  value: unknown,
): Record<string, unknown> => ({
  ...args,
  [name]: rest.length === 0 ? value : withField(Object(args[name]), rest, value),
});

const at = (args: unknown, names: string[]) => names.reduce<unknown>((value, name) => Object(value)[name], args);

const isKept = (value: unknown) => JSON.stringify(value).toLowerCase().includes(SURNAME.toLowerCase());

/** Events without the ids that are declared as a person's, which the seal replaces by pseudonyms and erasure finds. */
const undeclared = (events: unknown) =>
  JSON.parse(JSON.stringify(events, (_name, value) => (Object(value).person === undefined ? value : 'person')));

const tools = (await loadManifests()).flatMap((manifest) => manifest.tools);
const newCaller = () =>
  newKey({ id: 'test:writer', tenant: 'writers', roles: ['admin'], scopes: ['*'], tier: 'enterprise' });

/** Calls of a tool, each with the person in one of the fields that audit keeps. */
function writings({ examples, auditFields }: ToolDefinition): Record<string, unknown>[] {
  const [{ arguments: example } = { arguments: {} }] = examples;
  return Object.keys(auditFields).flatMap((path) => {
    const names = path.split('.');
    const isList = Array.isArray(at(example, names)) || ['permissions', 'roles'].includes(path);
    return WAYS.map((way) => withField(example, names, isList ? [way] : way));
  });
}

describe('a caller who puts personal data into audited fields', () => {
  const kept = tools.filter((tool) => writings(tool).length > 0);

  it.each(kept)('finds a hash in every audited field of $name', async (tool) => {
    const key = await newCaller();
    const before = new Date().toISOString();
    const calls = writings(tool).map((args) => ({ arguments: args }));
    for (let place = 0; place < calls.length; place += 50) {
      const batch = { tool: tool.name, calls: calls.slice(place, place + 50) };
      await answerOf(modern('tools/call', { name: 'batch_call', arguments: batch }, { key }));
    }
    const events = await trail.ofTenantSince('writers', before);
    const outcomes = events.filter(({ phase, target }) => phase === 'outcome' && target === tool.name);
    expect(outcomes).toHaveLength(calls.length);
    expect(isKept(undeclared(events))).toBe(false);
  });

  it('is not recorded in clear by names of tools, prompts, resources, bundles and ids', async () => {
    const key = await newCaller();
    const slug = `jane-${SURNAME.toLowerCase()}`;
    await answerOf(modern('tools/call', { name: `Jane_${SURNAME}`, arguments: {} }, { key }));
    await answerOf(modern('tools/call', { name: `verify_pan@${SURNAME}`, arguments: {} }, { key }));
    await answerOf(
      modern('tools/call', { name: 'batch_call', arguments: { tool: `Jane_${SURNAME}`, calls: [{}] } }, { key }),
    );
    await answerOf(modern('prompts/get', { name: `Jane_${SURNAME}`, arguments: {} }, { key }));
    await answerOf(modern('resources/read', { uri: `users://${SURNAME}/profile` }, { key }));
    await post('{}', { key, path: `/mcp/b/${slug}` });
    await modern('tools/call', { name: `Jane_${SURNAME}`, arguments: {} }, { key: null, path: '/mcp/public' });
    await post('{}', { key, path: `/api/v1/admin/keys/${slug}/revocation` });
    await post('{"decision":"deny"}', { key, path: `/api/v1/admin/approvals/${slug}/decision` });
    const events = [...(await trail.ofTenant('writers')), ...(await trail.ofTenant('public'))];
    expect(isKept(undeclared(events))).toBe(false);
  });

  it('is not recorded in clear by a scope of a key or token, or by its audience', async () => {
    const key = await newCaller();
    const scope = `jane:${SURNAME.toLowerCase()}`;
    const made = await post(JSON.stringify({ label: 'test', scopes: [scope], roles: [] }), {
      key,
      path: '/api/v1/admin/keys',
    });
    expect(made.status).toBe(201);
    const { key: child, summary } = (await made.json()) as { key: string; summary: { id: string } };
    await answerOf(modern('tools/list', {}, { key: child }));
    await answerOf(modern('tools/call', { name: 'health_check', arguments: {} }, { key: child }));
    const grant = { grant_type: 'client_credentials', client_id: summary.id, client_secret: child, scope };
    const { apiUrl } = endpoints();
    const bundle = `${apiUrl}/mcp/b/jane-${SURNAME.toLowerCase()}`;
    for (const more of [{}, { scope: `${scope} ${scope}x` }, { resource: bundle }]) {
      await post(JSON.stringify({ ...grant, ...more }), { key: null, path: '/api/v1/auth/token' });
    }
    const events = [...(await trail.ofTenant('writers')), ...(await trail.ofTenant('platform'))];
    expect(isKept(undeclared(events))).toBe(false);
  });

  it('is not recorded in clear in the sealed copy', async () => {
    const seal = await sealInMemory(trail.audit, trail.identity, Date.now() + 600_000);
    const records = seal.records().filter(({ event }) => ['writers', 'public', 'platform'].includes(event.tenant));
    expect(records.length).toBeGreaterThan(200);
    expect(isKept(records)).toBe(false);
  });
});
