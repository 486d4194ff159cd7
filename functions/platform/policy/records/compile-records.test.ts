import { describe, expect, it } from '@jest/globals';
import { ListRecord, RoleRecord } from '../../../../schemas/policy-records.ts';
import { engineWith, policyRequest, tool } from '../../../../test/support/policies.ts';

const CHANGE = { updatedAt: '2026-01-01T00:00:00.000Z', updatedBy: 'test' };
const list = (fields: Record<string, unknown>): ListRecord =>
  ListRecord.parse({
    id: 'list-1',
    kind: 'deny',
    status: 'active',
    description: '',
    subject: { kind: 'everyone' },
    tools: [],
    families: [],
    tags: [],
    ...CHANGE,
    ...fields,
  });

const TOOLS = [tool('echo'), tool('pay', { family: 'bank', tags: ['money'] }), tool('health', { public: true })];

async function allowed(lists: ListRecord[], changes: Parameters<typeof policyRequest>[0] = {}) {
  const engine = await engineWith({ lists });
  const { principal, context } = policyRequest(changes);
  const visible = engine.visible({ principal, context, resources: TOOLS });
  return TOOLS.filter((resource, index) => {
    const { effect } = engine.decide(policyRequest({ ...changes, resource }));
    expect(visible[index]).toBe(effect === 'allow');
    return effect === 'allow';
  }).map(({ name }) => name);
}

describe('deny lists', () => {
  it.each([
    ['tool', { tools: ['pay'] }],
    ['family', { families: ['bank'] }],
    ['tag', { tags: ['money'] }],
  ])('take a %s away', async (_by, fields) => {
    expect(await allowed([list(fields)])).toEqual(['echo', 'health']);
  });

  it.each([
    ['their principal', { subject: { kind: 'principal', id: 'test:ada' } }, ['echo', 'health']],
    ['another principal', { subject: { kind: 'principal', id: 'test:bob' } }, ['echo', 'pay', 'health']],
    ['their role', { subject: { kind: 'role', name: 'user' } }, ['echo', 'health']],
    ['another role', { subject: { kind: 'role', name: 'admin' } }, ['echo', 'pay', 'health']],
    ['their tenant', { tenant: 'acme' }, ['echo', 'health']],
    ['another tenant', { tenant: 'other' }, ['echo', 'pay', 'health']],
    ['no principal while it is inactive', { status: 'inactive' }, ['echo', 'pay', 'health']],
  ])('bind %s', async (_whom, fields, expected) => {
    expect(await allowed([list({ tools: ['pay'], ...fields })])).toEqual(expected);
  });

  it('of the platform hold beside a tenant’s list of the same id', async () => {
    const lists = [list({ tools: ['pay'] }), list({ tools: ['echo'], tenant: 'acme' })];
    expect(await allowed(lists)).toEqual(['health']);
  });

  it('say which list it was', async () => {
    const engine = await engineWith({ lists: [list({ id: 'no-money', tools: ['pay'] })] });
    expect(engine.decide(policyRequest({ resource: TOOLS[1] }))).toMatchObject({
      effect: 'deny',
      policies: ['deny-list:no-money'],
      reasons: ['The deny list "no-money" names the tool "pay".'],
    });
  });
});

describe('allow lists', () => {
  it('leave nothing but what they name, and what is public', async () => {
    expect(await allowed([list({ kind: 'allow', families: ['bank'] })])).toEqual(['pay', 'health']);
  });

  it('of one subject add up', async () => {
    const two = [list({ kind: 'allow', tools: ['pay'] }), list({ id: 'list-2', kind: 'allow', tools: ['echo'] })];
    expect(await allowed(two)).toEqual(['echo', 'pay', 'health']);
  });

  it('give no permission', async () => {
    expect(await allowed([list({ kind: 'allow', tools: ['pay'] })], { principal: { roles: [] } })).toEqual(['health']);
  });
});

describe('roles of one’s own', () => {
  const role = (fields: Record<string, unknown>) =>
    RoleRecord.parse({ name: 'clerk', description: '', permissions: ['tools:execute'], ...CHANGE, ...fields });
  const decide = async (fields: Record<string, unknown>, changes: Parameters<typeof policyRequest>[0]) =>
    (await engineWith({ roles: [role(fields)] })).decide(
      policyRequest({ principal: { roles: ['clerk'] }, ...changes }),
    );

  it('allow what they name and nothing else', async () => {
    expect(await decide({}, {})).toMatchObject({ effect: 'allow', policies: ['role:clerk'] });
    expect(await decide({}, { action: 'tools:list' })).toMatchObject({ effect: 'deny' });
    expect(await decide({ permissions: ['audit:read'] }, { action: 'audit:read' })).toMatchObject({ effect: 'allow' });
  });

  it('are known in their tenant only', async () => {
    expect(await decide({ tenant: 'other' }, {})).toMatchObject({ effect: 'deny' });
  });

  it.each([{ name: 'admin' }, { permissions: ['tools:everything'] }, { permissions: [] }, { name: 'Big "x"' }])(
    'are refused as %j',
    (fields) => {
      expect(() => role(fields)).toThrow();
    },
  );
});
