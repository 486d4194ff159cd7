import { randomUUID } from 'node:crypto';
import { beforeEach, describe, expect, it } from '@jest/globals';
import { administer } from '../../integration/support/admin-api.ts';
import { newKey } from '../../integration/support/control.ts';
import { callTool } from '../../integration/support/endpoint.ts';
import { generate, keysOf, revoke, SCOPES, statusOf, tokenFor } from './support/credentials.ts';

let ada: string;
beforeEach(async () => {
  ada = await newKey({ id: `test:ada-${randomUUID()}`, tier: 'team', scopes: SCOPES });
});

/** An administrator whose credential is a key that the administrators' API made. */
async function administrator() {
  const root = await newKey({ id: `test:root-${randomUUID()}`, tenant: 'revoked', roles: ['admin'] });
  const wanted = { label: 'admin', scopes: ['*'], roles: ['admin'], expiresInDays: 2 };
  const { body } = await administer(root, '/keys', wanted);
  return { root, id: body.summary.id as string, key: body.key as string, expiresAt: body.summary.expiresAt as number };
}

describe('a thief whose key was revoked a moment ago, while the gateway still accepts it', () => {
  it('makes no key by the tool', async () => {
    const { made: stolen } = await generate(ada);
    expect(await statusOf(stolen.api_key)).toBe(200);
    await revoke(ada, { key_id: stolen.key_id });
    expect(await statusOf(stolen.api_key)).toBe(200);
    const { made, error } = await generate(stolen.api_key);
    expect({ made, error }).toMatchObject({ made: undefined, error: { code: 'E1002' } });
  });

  it('makes no key with a token of the key', async () => {
    const { made: stolen } = await generate(ada);
    const token = await tokenFor({ key: stolen.api_key, key_id: stolen.key_id });
    expect(await statusOf(token)).toBe(200);
    await revoke(ada, { key_id: stolen.key_id });
    const { made, error } = await generate(token);
    expect({ made, error }).toMatchObject({ made: undefined, error: { code: 'E1002' } });
  });

  it('changes and revokes no other key', async () => {
    const { made: stolen } = await generate(ada);
    const { made: other } = await generate(ada, { permissions: ['tools:list'] });
    expect(await statusOf(stolen.api_key)).toBe(200);
    await revoke(ada, { key_id: stolen.key_id });
    const args = { key_id: other.key_id, permissions: ['harness:read'] };
    const changed = await callTool('update_api_key_permissions', args, { key: stolen.api_key });
    expect(changed._meta['manifold/error']).toMatchObject({ code: 'E1002' });
    expect(await revoke(stolen.api_key, { key_id: other.key_id })).toMatchObject({ error: { code: 'E1002' } });
    expect(await statusOf(other.api_key)).toBe(200);
  });

  it('makes no key by the administrators’ API', async () => {
    const { root, id, key } = await administrator();
    expect((await administer(key, '/keys')).status).toBe(200);
    await administer(root, `/keys/${id}/revocation`, {});
    expect((await administer(key, '/keys')).status).toBe(200);
    const wanted = { label: 'backdoor', scopes: ['*'], roles: ['admin'] };
    expect(await administer(key, '/keys', wanted)).toMatchObject({ status: 401, body: { code: 'E1002' } });
    const { body } = await administer(root, '/keys');
    expect(body.keys.map(({ label }: { label: string }) => label)).not.toContain('backdoor');
  });

  it('gives no key a scope that the stolen key has lost', async () => {
    const { made: stolen } = await generate(ada);
    expect(await statusOf(stolen.api_key)).toBe(200);
    const less = { key_id: stolen.key_id, permissions: ['api-keys:write', 'tools:list'] };
    await callTool('update_api_key_permissions', less, { key: ada });
    const { made, error } = await generate(stolen.api_key, { permissions: ['harness:write'] });
    expect({ made, error }).toMatchObject({ made: undefined, error: { code: 'E1004' } });
  });
});

describe('a thief with a stolen credential and a lesser key of the same person', () => {
  it('gives the lesser key nothing that outlasts the stolen credential', async () => {
    const { made: lesser } = await generate(ada, { permissions: ['tools:list'], agent: 'reader' });
    const { made: stolen } = await generate(ada);
    const token = await tokenFor({ key: stolen.api_key, key_id: stolen.key_id });
    const more = { key_id: lesser.key_id, permissions: ['harness:write', 'tools:list'] };
    for (const key of [stolen.api_key, token]) {
      const widened = await callTool('update_api_key_permissions', more, { key });
      expect(widened._meta['manifold/error']).toMatchObject({ code: 'E1004', details: { field: 'key_id' } });
    }
    await revoke(ada, { key_id: stolen.key_id });
    const noted = await callTool('keep_note', { topic: 'x', text: 'x' }, { key: lesser.api_key });
    expect(noted._meta['manifold/error']).toMatchObject({ code: 'E1004' });
  });

  it('gives no key more permissions with a short-lived token of the key that made it', async () => {
    const { made: parent } = await generate(ada);
    const { made: child } = await generate(parent.api_key, { permissions: ['tools:list'] });
    const more = { key_id: child.key_id, permissions: ['harness:read', 'tools:list'] };
    const token = await tokenFor({ key: parent.api_key, key_id: parent.key_id });
    const widened = await callTool('update_api_key_permissions', more, { key: token });
    expect(widened._meta['manifold/error']).toMatchObject({ code: 'E1004', details: { field: 'key_id' } });
    const byParent = await callTool('update_api_key_permissions', more, { key: parent.api_key });
    expect(byParent.structuredContent).toMatchObject({ updated_permissions: more.permissions });
  });
});

describe('an API key that is made with another key', () => {
  it('by the administrators’ API ends no later than the key that made it', async () => {
    const { key, expiresAt } = await administrator();
    const { body } = await administer(key, '/keys', { label: 'long', scopes: [], roles: ['user'], expiresInDays: 300 });
    expect(body.summary.expiresAt).toBe(expiresAt);
  });

  it('with a token ends no later than that token', async () => {
    const { made } = await generate(ada);
    const token = await tokenFor({ key: made.api_key, key_id: made.key_id });
    const { made: child } = await generate(token, { expires_in_days: 300 });
    expect(Date.parse(child.expires_at) - Date.now()).toBeLessThanOrEqual(3_600_000);
  });

  it('is revoked together with it, and so are its own keys and their tokens', async () => {
    const { made: first } = await generate(ada);
    const { made: second } = await generate(first.api_key);
    const { made: third } = await generate(second.api_key, { agent: 'reader' });
    const token = await tokenFor({ key: third.api_key, key_id: third.key_id });
    await revoke(ada, { key_id: first.key_id });
    // None of them was used before, so the gateway has not cached the authorizer's answer.
    expect(await statusOf(third.api_key)).toBe(401);
    expect(await statusOf(token)).toBe(401);
    expect(await tokenFor({ key: third.api_key, key_id: third.key_id })).toBe('');
    const shown = (await keysOf(ada)).map(({ key_id, parent_key_id, status, ended_with }) => ({
      key_id,
      parent_key_id,
      status,
      ended_with,
    }));
    const endedKey = (key_id: string, parent: string) => ({
      key_id,
      parent_key_id: parent,
      status: 'revoked',
      ended_with: first.key_id,
    });
    expect(shown).toMatchObject([
      { key_id: first.key_id, status: 'revoked', ended_with: undefined },
      endedKey(second.key_id, first.key_id),
      endedKey(third.key_id, second.key_id),
    ]);
  });

  it('by an agent of an agent can be seen and revoked by the owner of the agents', async () => {
    const { made: agent } = await generate(ada, { agent: 'nightly' });
    const { made: grandchild } = await generate(agent.api_key, { agent: 'reader' });
    expect((await keysOf(ada)).map(({ key_id }) => key_id)).toEqual([agent.key_id, grandchild.key_id]);
    expect(await revoke(ada, { key_id: grandchild.key_id })).toMatchObject({ revoked: { status: 'revoked' } });
    expect(await statusOf(grandchild.api_key)).toBe(401);
  });

  it('never has more permissions than the key that made it has now', async () => {
    const { made: first } = await generate(ada);
    const { made: second } = await generate(first.api_key);
    const less = { key_id: first.key_id, permissions: ['api-keys:write', 'tools:list'] };
    await callTool('update_api_key_permissions', less, { key: ada });
    const refused = await generate(second.api_key, { permissions: ['harness:write'] });
    expect(refused).toMatchObject({ made: undefined, error: { code: 'E1004' } });
    const more = { key_id: second.key_id, permissions: ['harness:write'] };
    const widened = await callTool('update_api_key_permissions', more, { key: ada });
    expect(widened._meta['manifold/error']).toMatchObject({ code: 'E1004', details: { field: 'permissions' } });
  });

  it('at the moment of the revocation is revoked too, in whichever order both arrive', async () => {
    const { made: parent } = await generate(ada);
    const making = Array.from({ length: 6 }, () => generate(parent.api_key));
    const [, ...children] = await Promise.all([revoke(ada, { key_id: parent.key_id }), ...making]);
    for (const { made, error } of children) {
      if (made) expect(await statusOf(made.api_key)).toBe(401);
      else expect(error).toMatchObject({ code: expect.stringMatching(/^E1002$|^E5002$/) });
    }
  });
});
