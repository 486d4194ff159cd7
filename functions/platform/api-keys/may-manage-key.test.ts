import { describe, expect, it } from '@jest/globals';
import { agentId } from '../../../schemas/agents.ts';
import { refuseKeyAboveCaller } from './may-manage-key.ts';

const ADA = 'test:ada';
const AGENT = agentId('acme', ADA, 'nightly');
const caller = (changes: object = {}) => ({
  id: ADA,
  credential: 'own',
  roles: ['operator'],
  scopes: ['api-keys:write'],
  lineage: [{ key: 'parent' }, { key: 'own' }],
  ...changes,
});
const key = (changes: object = {}) => ({
  id: 'another',
  principal: 'test:eve',
  roles: ['operator'],
  scopes: ['kyc:read'],
  ...changes,
});
const administering = (scopes = ['*']) => key({ roles: ['admin'], scopes });

describe('a caller may touch', () => {
  it.each([
    ['its own credential', caller(), key({ id: 'own', principal: ADA, roles: ['admin'] })],
    ['another key of its own, whatever that has', caller(), key({ principal: ADA, roles: ['admin'], scopes: ['*'] })],
    ['a key of its agent', caller({ roles: [] }), key({ principal: AGENT })],
    ['a key of somebody that stands no higher', caller(), key()],
    [
      'a key that administers, when it administers itself',
      caller({ roles: ['admin'], scopes: ['admin'] }),
      administering(),
    ],
  ])('%s', (_what, who, what) => {
    expect(() => refuseKeyAboveCaller(who, what)).not.toThrow();
  });
});

describe('a caller may not touch', () => {
  it.each([
    ['the key that its credential was made with', caller(), key({ id: 'parent', principal: ADA })],
    ['a key without a summary that its credential was made with', caller(), { id: 'parent' }],
    ['a key of its maker', caller({ id: AGENT, roles: ['admin'], scopes: ['*'] }), key({ principal: ADA })],
    ['a key with a higher role', caller(), key({ roles: ['admin'] })],
    ['a key that administers', caller({ roles: ['admin'] }), administering(['admin'])],
    ['a key of an administrator with every scope', caller({ roles: ['admin'] }), administering()],
  ])('%s', (_what, who, what) => {
    expect(() => refuseKeyAboveCaller(who, what)).toThrow(expect.objectContaining({ code: 'E1004' }));
  });
});
