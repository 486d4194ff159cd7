import { randomUUID } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { decodeJwt } from 'jose';
import { LOCAL_PASSWORD } from '../../../local/issuer/people.ts';
import { requiresRole } from '../../../schemas/role-scopes.ts';
import { endpoints } from '../../cloud/endpoints.ts';
import { control, logs, newKey } from '../../integration/support/control.ts';
import { answerOf, callTool, modern } from '../../integration/support/endpoint.ts';
import { AUDIENCE } from '../../support/test-issuer.ts';

const VICTIM = `test:victim-${randomUUID()}`;
const WANTED = ['users:act', 'payments:refund', 'fraud:review', 'approvals:decide', 'admin'];
const ORDINARY = ['tools:list', 'payments:read', 'payments:write', 'accounts:read', 'api-keys:write', 'api-keys:read'];

const errorOf = ({ _meta }: { _meta: Record<string, unknown> }) =>
  _meta['manifold/error'] as { code: string; details: Record<string, unknown> } | undefined;

/** Scopes and roles of a credential, as the platform sees them. */
async function permissionsOf(key: string): Promise<{ roles: string[]; scopes: string[]; effective: object }> {
  const { result, error } = await answerOf(modern('resources/read', { uri: 'users://me/permissions' }, { key }));
  if (error) throw new Error(JSON.stringify(error));
  return JSON.parse(result.contents[0].text);
}

/** Tries the calls that need the wanted scopes; returns those that were not refused. */
async function reached(key: string): Promise<string[]> {
  const through: string[] = [];
  for (const [name, args] of [
    ['initiate_payment', { user_id: VICTIM }],
    ['review_flagged_transaction', { user_id: VICTIM }],
    ['process_refund', { payment_id: 'pi_invented000000000001' }],
  ] as const) {
    const { result, error } = await answerOf(modern('tools/call', { name, arguments: args }, { key }));
    const { code, details } = error?.data ?? errorOf(result) ?? {};
    const isStopped = ['E3001', 'E1004'].includes(code) || (code === 'E4007' && details?.field === 'user_id');
    if (!isStopped) through.push(`${name}: ${code}`);
  }
  for (const path of ['keys', 'approvals']) {
    const headers = { authorization: `Bearer ${key}` };
    const { status } = await fetch(`${endpoints().apiUrl}/api/v1/admin/${path}`, { headers });
    if (status !== 401 && status !== 403) through.push(`${path}: ${status}`);
  }
  return through;
}

async function tokenOf(parameters: Record<string, string>) {
  const body = new URLSearchParams({ grant_type: 'client_credentials', ...parameters });
  const answer = await fetch(`${endpoints().apiUrl}/api/v1/auth/token`, { method: 'POST', body });
  return (await answer.json()) as Record<string, string>;
}
const idOf = (key: string) => key.split('_')[1] ?? '';

describe('a credential with scopes that its role may not have', () => {
  it.each([
    ['a key with every scope by name', [...ORDINARY, ...WANTED]],
    ['a key with the star', ['*']],
  ])('gets no access by these scopes: %s', async (_what, scopes) => {
    const key = await newKey({ id: `test:thief-${randomUUID()}`, roles: ['user'], tier: 'free', scopes });
    expect(await reached(key)).toEqual([]);
    const { scopes: held, effective } = await permissionsOf(key);
    expect(held.filter(requiresRole)).toEqual([]);
    expect(effective).toMatchObject({ acts_for_others: false, administers: false });
  });

  it('gets no token with these scopes', async () => {
    const key = await newKey({ id: `test:thief-${randomUUID()}`, roles: ['user'], scopes: ['*', ...WANTED] });
    const client = { client_id: idOf(key), client_secret: key };
    for (const scope of WANTED) {
      expect([scope, (await tokenOf({ ...client, scope })).error]).toEqual([scope, 'invalid_scope']);
    }
    const { access_token: token = '' } = await tokenOf(client);
    expect(String(decodeJwt(token).scope).split(' ').filter(requiresRole)).toEqual([]);
    expect(await reached(token)).toEqual([]);
  });

  it('of another issuer gets no access by these scopes, even with the role of an administrator', async () => {
    const scope = [...ORDINARY, ...WANTED].join(' ');
    for (const roles of [['user'], ['operator'], ['admin']]) {
      const claims = { sub: `thief-${randomUUID()}`, jti: randomUUID(), roles, scope };
      const { token } = (await control('/tokens', { claims })) as { token: string };
      // The settings of this issuer do not allow it to grant scopes of roles.
      expect([roles, (await permissionsOf(token)).scopes.filter(requiresRole)]).toEqual([roles, []]);
      expect([roles, await reached(token)]).toEqual([roles, []]);
    }
  });

  it.each(['fred.free', 'olga.operator', 'ada.admin'])(
    'from a password sign-in lacks these scopes, even for %s',
    async (name) => {
      const agent = await newKey({ id: 'test:agent', scopes: ['accounts:sign-in', 'tools:list'], unattended: true });
      const call = (args: Record<string, string>) => callTool('authenticate_user', args, { key: agent });
      const username = `${name}@example.test`;
      const { structuredContent: first } = await call({ username, password: LOCAL_PASSWORD });
      const said = (await logs('cloud')).filter(({ text }) => text.startsWith(`the one-time password of ${username} `));
      const mfa_code = said.at(-1)?.text.slice(-6) ?? '';
      const { structuredContent: tokens } = await call({ session: first.session, mfa_code });
      expect((await permissionsOf(tokens.token)).scopes.filter(requiresRole)).toEqual([]);
      expect(await reached(tokens.token)).toEqual([]);
    },
  );
});

describe('a person who makes an API key', () => {
  const make = (args: object, key: string, path = '/mcp') =>
    callTool('generate_api_key', { name: 'Invented', permissions: ['tools:list'], ...args }, { key, path });

  it.each([...WANTED, '*'])('gives it %s only if the person has that scope', async (scope) => {
    const thief = await newKey({ id: `test:thief-${randomUUID()}`, roles: ['user'], scopes: [...ORDINARY, ...WANTED] });
    const refused = errorOf(await make({ permissions: [scope] }, thief));
    expect(refused).toMatchObject({ code: 'E1004', details: { field: 'permissions' } });
  });

  it('cannot give a scope to a role that may not have it', async () => {
    const admin = await newKey({ id: `test:admin-${randomUUID()}`, roles: ['admin'], scopes: ['*'] });
    const refused = errorOf(await make({ permissions: ['payments:refund'], roles: ['user'] }, admin));
    expect(refused).toMatchObject({ code: 'E2004', details: { field: 'permissions' } });
    const made = await make({ permissions: ['payments:refund'], roles: ['operator'] }, admin);
    expect(made.structuredContent).toMatchObject({ permissions: ['payments:refund'], roles: ['operator'] });
  });
});

describe('a token for one bundle', () => {
  const BUNDLE = '/mcp/b/api-keys';
  const statusOf = async (key: string, path: string) => (await modern('tools/list', {}, { key, path })).status;

  /** A token of a person for the bundle of the API keys alone. */
  async function narrowToken(sub = `narrow-${randomUUID()}`): Promise<string> {
    const aud = `${AUDIENCE}/b/api-keys`;
    const claims = { sub, aud, jti: randomUUID(), roles: ['user'], scope: ORDINARY.join(' ') };
    return ((await control('/tokens', { claims })) as { token: string }).token;
  }
  const make = async (key: string) => {
    // A retry of the same call would be answered without the text of the key.
    const args = { name: `Invented ${randomUUID()}`, permissions: ORDINARY };
    const { structuredContent } = await callTool('generate_api_key', args, { key, path: BUNDLE });
    expect(structuredContent.api_key).toMatch(/^mf_/);
    return structuredContent as { api_key: string; key_id: string };
  };

  it('makes keys for that bundle alone, and those keys make keys for that bundle alone', async () => {
    const token = await narrowToken();
    expect([await statusOf(token, BUNDLE), await statusOf(token, '/mcp')]).toEqual([200, 401]);
    const { api_key: first } = await make(token);
    expect([await statusOf(first, BUNDLE), await statusOf(first, '/mcp')]).toEqual([200, 401]);
    const { api_key: second } = await make(first);
    expect([await statusOf(second, BUNDLE), await statusOf(second, '/mcp')]).toEqual([200, 401]);
  });

  it('makes no key that could make a token for the whole API or for another bundle', async () => {
    const { api_key: key } = await make(await narrowToken());
    const client = { client_id: idOf(key), client_secret: key };
    const { mcpUrl } = endpoints();
    for (const resource of [mcpUrl, `${mcpUrl}/b/payments`]) {
      expect(await tokenOf({ ...client, resource })).toMatchObject({ error: 'invalid_target' });
    }
    const { access_token: token = '' } = await tokenOf(client);
    expect(decodeJwt(token).aud).toBe(`${mcpUrl}/b/api-keys`);
    expect([await statusOf(token, BUNDLE), await statusOf(token, '/mcp')]).toEqual([200, 401]);
  });

  it('gives no more permissions to a key that opens the whole API', async () => {
    const sub = `narrow-${randomUUID()}`;
    const claims = { sub, jti: randomUUID(), roles: ['user'], scope: ORDINARY.join(' ') };
    const { token: wide } = (await control('/tokens', { claims })) as { token: string };
    const args = { name: 'Invented', permissions: ['tools:list'] };
    const { structuredContent: made } = await callTool('generate_api_key', args, { key: wide });
    const change = { key_id: made.key_id, permissions: ['tools:list', 'payments:write'] };
    const key = await narrowToken(sub);
    const refused = await callTool('update_api_key_permissions', change, { key, path: BUNDLE });
    expect(errorOf(refused)).toMatchObject({ code: 'E4007' });
    expect(errorOf(await callTool('update_api_key_permissions', change, { key: wide }))).toBeUndefined();
  });
});
