import { describe, expect, it } from '@jest/globals';
import { OPA_MODULE } from '../../../../test/support/opa-module.ts';
import { policyRequest, tool } from '../../../../test/support/policies.ts';
import { opaBundleEngine } from './opa-bundle.ts';

const entrypoint = 'manifold/authz/decision';
const engine = () => opaBundleEngine({ wasm: OPA_MODULE, data: { lists: {} }, entrypoint });
const as = (role: string) => policyRequest({ principal: { roles: [role] } });

describe('a compiled OPA bundle', () => {
  it('decides, with reasons and policies', async () => {
    expect(await (await engine()).decide(as('admin'))).toEqual({
      effect: 'allow',
      reasons: ['Administrators may.'],
      policies: ['authz/admin'],
      logOnly: [],
      errors: [],
    });
  });

  it.each(['user', 'undefined'])('denies the role %s, by its answer or without one', async (role) => {
    expect(await (await engine()).decide(as(role))).toMatchObject({ effect: 'deny', errors: [] });
  });

  it('denies if it fails, and decides the next request', async () => {
    const loaded = await engine();
    expect(await loaded.decide(as('trap'))).toMatchObject({
      effect: 'deny',
      errors: [expect.stringContaining('The OPA bundle failed')],
    });
    expect(await loaded.decide(as('admin'))).toMatchObject({ effect: 'allow' });
  });

  it('sees the arguments that policies may read, and no other', async () => {
    const asked = (types: object) =>
      policyRequest({
        resource: tool('echo', { argumentTypes: { shown: { type: 'string' } } }),
        arguments: { hidden: 'admin', ...types },
      });
    const loaded = await engine();
    expect(await loaded.decide(asked({}))).toMatchObject({ effect: 'deny' });
    expect(await loaded.decide(asked({ shown: 'admin' }))).toMatchObject({ effect: 'allow' });
  });

  it('filters lists by what may be listed', async () => {
    const { principal, context } = policyRequest();
    const resources = [tool('admin'), tool('echo'), tool('trap')];
    expect(await (await engine()).visible({ principal, context, resources })).toEqual([true, false, false]);
  });

  it('is refused if it is not a bundle or lacks the entry point', async () => {
    const wasm = new TextEncoder().encode('package authz');
    await expect(opaBundleEngine({ wasm, data: {}, entrypoint })).rejects.toThrow('The OPA bundle does not load');
    await expect(opaBundleEngine({ wasm: OPA_MODULE, data: {}, entrypoint: 'a/b' })).rejects.toThrow(
      'no entry point "a/b"; it has: manifold/authz/decision',
    );
  });
});
