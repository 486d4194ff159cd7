import { describe, expect, it } from '@jest/globals';
import type { PolicyTarget } from '../../../../schemas/policy.ts';
import { GrantRecord } from '../../../../schemas/policy-records.ts';
import { engineWith, policyRequest, tool } from '../../../../test/support/policies.ts';

const grant = (fields: Record<string, unknown>): GrantRecord =>
  GrantRecord.parse({
    id: 'grant-1',
    subject: { kind: 'role', name: 'user' },
    target: 'cluster',
    names: ['staging'],
    tags: [],
    scopes: [],
    ...(fields.target === 'device' ? { commands: ['*'] } : { namespaces: ['*'] }),
    updatedAt: '2026-01-01T00:00:00.000Z',
    updatedBy: 'test',
    ...fields,
  });
const cluster = (name: string, namespaces: string[] = ['shop'], tags: string[] = []): PolicyTarget => ({
  kind: 'cluster',
  name,
  tags,
  namespaces,
});
const device = (name: string, commands: string[]): PolicyTarget => ({ kind: 'device', name, tags: [], commands });

type Changes = Parameters<typeof policyRequest>[0];
async function decide(grants: GrantRecord[], target: PolicyTarget, changes: Changes = {}) {
  const engine = await engineWith({ grants });
  return engine.decide(policyRequest({ resource: tool('act'), target, ...changes }));
}
const effect = async (...asked: Parameters<typeof decide>) => (await decide(...asked)).effect;

describe('a call on a target', () => {
  it('needs a grant, for an administrator too', async () => {
    expect(await decide([], cluster('staging'), { principal: { roles: ['admin'] } })).toMatchObject({
      effect: 'deny',
      policies: ['granted-targets@1'],
      reasons: ['No grant lets you do this on the cluster "staging".'],
    });
  });

  it('is allowed with a grant, but only if the role allows the tool', async () => {
    expect(await effect([grant({})], cluster('staging'))).toBe('allow');
    const everyones = grant({ subject: { kind: 'principal', id: 'test:ada' } });
    expect(await effect([everyones], cluster('staging'), { principal: { roles: [] } })).toBe('deny');
  });

  it.each<[string, Record<string, unknown>, Changes, string]>([
    ['another principal', { subject: { kind: 'principal', id: 'test:bob' } }, {}, 'deny'],
    ['this principal', { subject: { kind: 'principal', id: 'test:ada' } }, {}, 'allow'],
    ['another role', { subject: { kind: 'role', name: 'operator' } }, {}, 'deny'],
    ['another cluster', { names: ['prod', 'prod-*'] }, {}, 'deny'],
    ['a pattern of clusters', { names: ['stag*'] }, {}, 'allow'],
    ['devices of the name', { target: 'device' }, {}, 'deny'],
    ['clusters with a tag that this one lacks', { tags: ['eu'] }, {}, 'deny'],
    ['a time that is over', { until: 1_000 }, {}, 'deny'],
    ['a time to come', { until: 4_000_000_000 }, {}, 'allow'],
    ['keys of a scope that this one lacks', { scopes: ['k8s:write'] }, { principal: { scopes: ['k8s:read'] } }, 'deny'],
    ['keys of this scope', { scopes: ['k8s:write'] }, { principal: { scopes: ['k8s:write'] } }, 'allow'],
  ])('under a grant for %s', async (_case, fields, changes, expected) => {
    expect(await effect([grant(fields)], cluster('staging'), changes)).toBe(expected);
  });
});

describe('namespaces', () => {
  const [shop, pay] = [grant({ namespaces: ['shop'] }), grant({ id: 'grant-2', namespaces: ['pay-*'] })];

  it('are each covered, by one grant or several', async () => {
    expect(await effect([shop], cluster('staging', ['shop', 'pay-eu']))).toBe('deny');
    expect(await effect([shop, pay], cluster('staging', ['shop', 'pay-eu']))).toBe('allow');
  });

  it('left out mean the whole cluster, which * alone covers', async () => {
    expect(await effect([shop, pay, grant({ namespaces: ['**'] })], cluster('staging', []))).toBe('deny');
    expect(await effect([grant({ namespaces: ['*'] })], cluster('staging', []))).toBe('allow');
  });
});

describe('commands', () => {
  const show = grant({ target: 'device', names: ['core-*'], commands: ['show *'] });

  it.each([
    [['show version', 'show ip bgp'], 'allow'],
    [['show version', 'reload'], 'deny'],
    [['show version\nreload'], 'deny'],
    [['config:apply'], 'deny'],
    [[], 'deny'],
  ])('%j under a grant for show *: %s', async (commands, expected) => {
    expect(await effect([show], device('core-1', commands))).toBe(expected);
  });
});
