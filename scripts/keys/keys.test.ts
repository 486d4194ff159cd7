import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { keyRequest } from './key-request.ts';
import { createKey, listKeys, revokeKey, rotateSigningKeys } from './requests.ts';

const SUMMARY = {
  id: 'Ab3dE5fG7hJ9',
  label: 'Nightly report',
  principal: 'platform:agent/dev/local:developer/nightly',
  roles: ['user'],
  scopes: ['kyc:read'],
  tier: 'team',
  unattended: true,
  status: 'active',
  createdAt: '2026-11-21T10:00:00.000Z',
  createdBy: 'local:developer',
  expiresAt: 1_800_000_000,
};

let server: Server;
let asked: { method?: string; url?: string; authorization?: string; body: string }[];
let answer: { status: number; body: unknown };
const api = () => ({ url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, key: 'mf_key' });
beforeEach(async () => {
  asked = [];
  server = createServer(async (request, response) => {
    let body = '';
    for await (const chunk of request) body += chunk;
    const { method, url, headers } = request;
    asked.push({ method, url, authorization: headers.authorization, body });
    response.writeHead(answer.status, { 'content-type': 'application/json' }).end(JSON.stringify(answer.body));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
});
afterEach(() => {
  server.close();
  server.closeAllConnections();
});

describe('the request for a key', () => {
  it('has the values of the options, and defaults for those that are absent', () => {
    const options = {
      label: 'x',
      agent: 'nightly',
      scopes: 'kyc:read, tools:list',
      roles: 'user',
      tier: 'team',
      days: '7',
    };
    expect(keyRequest(options)).toEqual({
      label: 'x',
      agent: 'nightly',
      scopes: ['kyc:read', 'tools:list'],
      roles: ['user'],
      tier: 'team',
      expiresInDays: 7,
    });
    expect(keyRequest({ label: 'x' })).toEqual({ label: 'x', scopes: [], roles: ['user'], expiresInDays: 90 });
  });

  it.each([
    [{ label: '' }, /^--label: /],
    [{ label: 'x', days: 'soon' }, /^--days: /],
    [{ label: 'x', roles: 'root' }, /^--roles: /],
    [{ label: 'x', tier: 'gold' }, /^--tier: /],
  ])('names the option that is wrong in %j', (options, message) => {
    expect(() => keyRequest(options)).toThrow(message);
  });
});

describe('npm run keys', () => {
  it('create shows the new key and says that it is shown once', async () => {
    answer = { status: 201, body: { key: 'mf_Ab3dE5fG7hJ9_secret', summary: SUMMARY } };
    const { text, data } = await createKey(api(), keyRequest({ label: 'Nightly report' }));
    expect(text).toMatch(/^mf_Ab3dE5fG7hJ9_secret\n[\s\S]*not shown again/);
    expect(data).toMatchObject({ key: 'mf_Ab3dE5fG7hJ9_secret', summary: SUMMARY });
    expect(asked).toEqual([
      expect.objectContaining({ method: 'POST', url: '/api/v1/admin/keys', authorization: 'Bearer mf_key' }),
    ]);
  });

  it('list shows the keys, with a key below the one that it was made with', async () => {
    answer = { status: 200, body: { keys: [SUMMARY] } };
    expect((await listKeys(api())).text).toBe(
      'Ab3dE5fG7hJ9  active  until 2027-01-15  platform:agent/dev/local:developer/nightly  user  kyc:read  team  "Nightly report"',
    );
    const child = { ...SUMMARY, id: 'Zb3dE5fG7hJ9', ancestors: [SUMMARY.id], status: 'revoked', endedWith: SUMMARY.id };
    answer = { status: 200, body: { keys: [SUMMARY, child] } };
    expect((await listKeys(api())).text.split('\n')[1]).toMatch(
      /^ {2}Zb3dE5fG7hJ9 {2}revoked with Ab3dE5fG7hJ9 {2}until/,
    );
    answer = { status: 200, body: { keys: [] } };
    expect((await listKeys(api())).text).toBe('No API keys were made here.');
  });

  it('revoke and rotate ask the API and show its answer', async () => {
    answer = { status: 200, body: { id: 'a/b', status: 'revoked', keys: ['kid-1', 'kid-2'] } };
    expect(await revokeKey(api(), 'a/b')).toContain('is revoked');
    expect(await rotateSigningKeys(api(), 'overlap')).toBe('Published now: kid-1, kid-2');
    expect(asked.map(({ url }) => url)).toEqual([
      '/api/v1/admin/keys/a%2Fb/revocation',
      '/api/v1/admin/signing-keys/rotation',
    ]);
  });

  it('fails with the detail of the problem that the API answers', async () => {
    answer = { status: 403, body: { detail: 'API keys are for the role admin.' } };
    await expect(listKeys(api())).rejects.toThrow('API keys are for the role admin.');
  });
});
