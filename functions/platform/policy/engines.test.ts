import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { OPA_FILES, type PolicyEngineSetting } from '../../../schemas/policy-engine.ts';
import { OPA_MODULE } from '../../../test/support/opa-module.ts';
import { type OpaStandIn, opaStandIn } from '../../../test/support/opa-stand-in.ts';
import { policy, policyRequest, tool } from '../../../test/support/policies.ts';
import { cedarEngine } from './cedar/cedar-engine.ts';
import { loadCedar } from './cedar/load-cedar.ts';
import type { PolicyEngine } from './engine.ts';
import { engineOfStage } from './engine-of-stage.ts';

/*
 * One suite for the three engines behind the port. Each has the same rules: administrators may do anything, every caller
 * may use the tool "admin", and the evaluation fails for the role "trap".
 */

const RULE = 'manifold/authz/decision';
const secret = async () => ({ opaToken: 'invented-token' });
const registry = { client: {} as never, table: 'not read' };

const stageEngine = (setting: PolicyEngineSetting, folder?: string): Promise<PolicyEngine> =>
  engineOfStage(setting, { registry, secret, folder })('acme', { policies: 1 });

async function cedar(): Promise<PolicyEngine> {
  const policies = [
    policy('admin', '@reason("Administrators may.") permit (principal in Role::"admin", action, resource);'),
    policy('named', 'permit (principal, action, resource) when { resource.name == "admin" };'),
    policy('trap', 'forbid (principal in Role::"trap", action, resource) when { principal.unknown };'),
  ];
  return cedarEngine(await loadCedar(), { policies, roles: [], lists: [], grants: [] });
}

let folder: string;
let server: OpaStandIn;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'manifold-opa-'));
  writeFileSync(join(folder, OPA_FILES.wasm), OPA_MODULE);
  server = await opaStandIn((path, input) => {
    const text = JSON.stringify(input);
    if (path !== RULE || text.includes('"undefined"')) return undefined;
    if (text.includes('"trap"')) throw new Error('eval_conflict_error');
    if (!text.includes('"admin"')) return { allow: false };
    return { allow: true, reasons: ['Administrators may.'], policies: ['authz/admin'] };
  });
});
afterAll(async () => {
  rmSync(folder, { recursive: true, force: true });
  await server.stop();
});

const ENGINES: [name: PolicyEngineSetting['engine'], make: () => Promise<PolicyEngine>][] = [
  ['cedar', cedar],
  ['opa-server', () => stageEngine({ engine: 'opa-server', url: server.url, rule: RULE, timeoutMs: 5_000 })],
  ['opa-wasm', () => stageEngine({ engine: 'opa-wasm', wasm: 'policy.wasm', entrypoint: RULE }, folder)],
];

describe.each(ENGINES)('the policy engine %s', (_name, make) => {
  const decide = async (role: string) => (await make()).decide(policyRequest({ principal: { roles: [role] } }));

  it('allows what a rule allows, and names the reason and the policy', async () => {
    expect(await decide('admin')).toMatchObject({
      effect: 'allow',
      reasons: ['Administrators may.'],
      policies: [expect.stringContaining('admin')],
      errors: [],
    });
  });

  it.each(['user', 'undefined'])('denies the role %s, which no rule allows, and gives a reason', async (role) => {
    expect(await decide(role)).toMatchObject({ effect: 'deny', reasons: [expect.any(String)], errors: [] });
  });

  it('denies if the evaluation fails, names the fault, and decides the next request', async () => {
    const engine = await make();
    const failing = await engine.decide(policyRequest({ principal: { roles: ['trap'] } }));
    expect(failing).toMatchObject({ effect: 'deny', errors: [expect.any(String)] });
    const next = await engine.decide(policyRequest({ principal: { roles: ['admin'] } }));
    expect(next).toMatchObject({ effect: 'allow', errors: [] });
  });

  it('says of each resource, in order, whether the principal may see it', async () => {
    const { principal, context } = policyRequest();
    const resources = [tool('echo'), tool('admin'), tool('other')];
    expect(await (await make()).visible({ principal, context, resources })).toEqual([false, true, false]);
  });
});

describe('the engine of a stage', () => {
  it('sends the token of the platform secret to the OPA server', async () => {
    await (await stageEngine({ engine: 'opa-server', url: server.url, rule: RULE, timeoutMs: 5_000 })).decide(
      policyRequest(),
    );
    expect(server.tokens.at(-1)).toBe('Bearer invented-token');
  });

  it('denies if the OPA server cannot be reached', async () => {
    const engine = await stageEngine({ engine: 'opa-server', url: 'http://127.0.0.1:1', rule: RULE, timeoutMs: 5_000 });
    expect(await engine.decide(policyRequest({ principal: { roles: ['admin'] } }))).toMatchObject({
      effect: 'deny',
      errors: [expect.stringContaining('could not be reached')],
    });
  });

  it('denies if the OPA server has an address that no connection may reach', async () => {
    const url = 'http://169.254.169.254';
    const engine = await stageEngine({ engine: 'opa-server', url, rule: RULE, timeoutMs: 5_000 });
    expect(await engine.decide(policyRequest({ principal: { roles: ['admin'] } }))).toMatchObject({
      effect: 'deny',
      errors: [expect.stringContaining('may not reach')],
    });
  });

  it('refuses calls while the module of opa-wasm does not load, and loads it once it is there', async () => {
    const late = mkdtempSync(join(tmpdir(), 'manifold-opa-'));
    const setting: PolicyEngineSetting = { engine: 'opa-wasm', wasm: 'policy.wasm', entrypoint: RULE };
    const engineOf = engineOfStage(setting, { registry, secret, folder: late });
    await expect(engineOf('acme', { policies: 1 })).rejects.toMatchObject({ code: 'E5004' });
    writeFileSync(join(late, OPA_FILES.wasm), OPA_MODULE);
    writeFileSync(join(late, OPA_FILES.data), '{"lists":{}}');
    const engine = await engineOf('acme', { policies: 1 });
    expect(await engine.decide(policyRequest({ principal: { roles: ['admin'] } }))).toMatchObject({ effect: 'allow' });
    rmSync(late, { recursive: true });
  });
});
