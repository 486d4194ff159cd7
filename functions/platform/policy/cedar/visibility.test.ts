import { describe, expect, it } from '@jest/globals';
import type { PolicyPrincipal, PolicyResource } from '../../../../schemas/policy.ts';
import { engineWith, policy, policyRequest, tool } from '../../../../test/support/policies.ts';

type Added = Parameters<typeof engineWith>[0];

const { principal: ADA, context: NOON } = policyRequest();

async function seen(resources: PolicyResource[], added: Added = {}, principal: Partial<PolicyPrincipal> = {}) {
  const engine = await engineWith(added);
  const visible = engine.visible({ principal: { ...ADA, ...principal }, context: NOON, resources });
  return resources.filter((_, index) => visible[index]).map(({ name }) => name);
}

const TOOLS = [tool('echo'), tool('reverse'), tool('pay', { family: 'bank', movesMoney: true })];

describe('lists', () => {
  it('show a user every tool, and a principal without a role only the public ones', async () => {
    expect(await seen(TOOLS)).toEqual(['echo', 'reverse', 'pay']);
    expect(await seen([...TOOLS, tool('health', { public: true })], {}, { roles: [] })).toEqual(['health']);
  });

  it.each([
    ['by name', 'resource == Tool::"reverse"', 'true', ['echo', 'pay']],
    ['by family', 'resource in Family::"bank"', 'true', ['echo', 'reverse']],
    ['by the group of its calls', 'resource', 'action in Action::"call:echo"', ['reverse', 'pay']],
    ['by one version of it', 'resource', 'action == Action::"call:echo@1.0.0"', ['reverse', 'pay']],
    ['by an attribute', 'resource is Tool', 'resource.movesMoney', ['echo', 'reverse']],
    ['by its name as an attribute', 'resource is Tool', 'resource.name like "e*"', ['reverse', 'pay']],
    ['by the whole of it', 'resource', '[Tool::"pay"].contains(resource)', ['echo', 'reverse']],
  ])('leave out a tool that is forbidden %s', async (_case, scope, condition, expected) => {
    const text = `forbid (principal, action in Action::"tools:execute", ${scope}) when { ${condition} };`;
    expect(await seen(TOOLS, { policies: [policy('no', text)] })).toEqual(expected);
  });

  it('keep a resource that is forbidden unless its variables say otherwise', async () => {
    const own = policy(
      'own',
      'forbid (principal, action == Action::"tools:read", resource is Resource) ' +
        'unless { context has variables && context.variables has user_id && context.variables.user_id == principal.id };',
    );
    const resource: PolicyResource = { ...tool('bank://{user_id}/list'), kind: 'resource' };
    expect(await seen([resource], { policies: [own] })).toEqual(['bank://{user_id}/list']);
  });

  it('keep what is forbidden for certain arguments, findings, targets or ages of MFA only', async () => {
    const when = (id: string, condition: string) =>
      policy(id, `forbid (principal, action, resource) when { ${condition} };`);
    const policies = [
      when('arguments', 'context has arguments && context.arguments has a'),
      when('target', 'context has target'),
      when('mfa', '!(context has mfaAgeSeconds)'),
    ];
    expect(await seen(TOOLS, { policies })).toEqual(['echo', 'reverse', 'pay']);
  });

  it('keep what lacks a scope, a tier or an approval', async () => {
    const approval = '@decision("requires-approval") forbid (principal, action, resource == Tool::"echo");';
    const tools = [tool('echo'), tool('a', { requiredScopes: ['x'] }), tool('b', { requiredTier: 'enterprise' })];
    expect(await seen(tools, { policies: [policy('four-eyes', approval)] })).toEqual(['echo', 'a', 'b']);
  });

  it('show what is permitted for certain arguments only', async () => {
    const text =
      'permit (principal, action in Action::"tools:execute", resource == Tool::"pay") when { context.arguments.amount < 5 };';
    expect(await seen(TOOLS, { policies: [policy('small', text)] }, { roles: [] })).toEqual([]);
    const listed = `permit (principal, action == Action::"tools:list", resource);`;
    const policies = [policy('small', text), policy('listed', listed)];
    expect(await seen(TOOLS, { policies }, { roles: [] })).toEqual(['pay']);
  });

  it('ignore LOG_ONLY policies', async () => {
    const policies = [policy('no', 'forbid (principal, action, resource);', { mode: 'LOG_ONLY' })];
    expect(await seen(TOOLS, { policies })).toHaveLength(3);
  });

  it('hide everything from a policy that fails', async () => {
    const policies = [policy('no', 'forbid (principal, action, resource) when { context.nothing };')];
    expect(await seen(TOOLS, { policies })).toEqual([]);
  });

  it('show resources and prompts to those who may read them', async () => {
    const read = [tool('demo://text', { kind: 'resource' }), tool('greet', { kind: 'prompt' })];
    expect(await seen(read)).toEqual(['demo://text', 'greet']);
    expect(await seen(read, {}, { permissions: ['tools:list', 'tools:execute'] })).toEqual([]);
  });

  it('follow the hour if a policy reads it', async () => {
    const night = policy('night', 'forbid (principal, action, resource) when { context.time.hour >= 22 };');
    const engine = await engineWith({ policies: [night] });
    const at = (hour: number) =>
      engine.visible({
        principal: ADA,
        context: { ...NOON, time: Date.UTC(2026, 0, 5, hour) / 1000 },
        resources: TOOLS,
      });
    expect([at(12), at(23), at(12)].map((visible) => visible.filter(Boolean).length)).toEqual([3, 0, 3]);
  });
});
