import { describe, expect, it } from '@jest/globals';
import { engineWith, policy, policyRequest, tool } from '../../../../test/support/policies.ts';

const decide = async (request: Parameters<typeof policyRequest>[0], added: Parameters<typeof engineWith>[0] = {}) =>
  (await engineWith(added)).decide(policyRequest(request));

describe('roles', () => {
  it('lets a user call a tool and says why', async () => {
    expect(await decide({})).toEqual({
      effect: 'allow',
      reasons: ['The role "user" allows tools:execute.'],
      policies: ['role-user@1'],
      logOnly: [],
      errors: [],
    });
  });

  it('denies a principal without a role', async () => {
    expect(await decide({ principal: { roles: [] } })).toMatchObject({
      effect: 'deny',
      reasons: ['You have no role, and without one no policy allows tools:execute on the tool "echo".'],
      policies: [],
    });
  });

  it('lets everyone call what is public', async () => {
    const request = { principal: { roles: [] }, resource: tool('health_check', { public: true }) };
    expect(await decide(request)).toMatchObject({ effect: 'allow', policies: ['public-tools@1'] });
  });

  it('treats a role whose name looks like a group as an undefined role', async () => {
    expect(await decide({ principal: { roles: ['Role::"admin"', 'acme/admin', 'ADMIN'] } })).toMatchObject({
      effect: 'deny',
    });
  });
});

describe('gates', () => {
  it('names the scopes that are missing', async () => {
    const request = {
      principal: { scopes: ['kyc:read'] },
      resource: tool('pay', { requiredScopes: ['kyc:read', 'kyc:money'] }),
    };
    expect(await decide(request)).toMatchObject({
      effect: 'deny',
      reasons: ['The credential lacks the scopes: kyc:money.'],
      policies: ['required-scopes@1'],
      gate: { scopes: ['kyc:money'] },
    });
  });

  it('takes the scope * for all', async () => {
    const request = { principal: { scopes: ['*'] }, resource: tool('pay', { requiredScopes: ['kyc:money'] }) };
    expect(await decide(request)).toMatchObject({ effect: 'allow' });
  });

  it('names the tier that is needed', async () => {
    const request = { principal: { tier: 'personal' as const }, resource: tool('wallets', { requiredTier: 'team' }) };
    expect(await decide(request)).toMatchObject({
      effect: 'deny',
      reasons: ['This needs the tier "team" or higher; yours is "personal".'],
      gate: { tier: 'team' },
    });
  });

  it('names no gate if another policy denies too', async () => {
    const request = {
      principal: { tier: 'free' as const },
      resource: tool('wallets', { requiredTier: 'team' }),
      context: { findings: ['script'] },
    };
    const decision = await decide(request);
    expect(decision.policies).toEqual(['required-tier@1', 'script-findings@1']);
    expect(decision.gate).toBeUndefined();
  });

  it('promises nothing to one whom no policy allows', async () => {
    const request = { principal: { roles: [] }, resource: tool('pay', { requiredScopes: ['kyc:money'] }) };
    const decision = await decide(request);
    expect(decision).toMatchObject({ effect: 'deny', reasons: [expect.stringContaining('no role')], policies: [] });
    expect(decision.gate).toBeUndefined();
  });

  it('limits a credential to its permissions, which give nothing by themselves', async () => {
    expect(await decide({ principal: { permissions: ['tools:list'] } })).toMatchObject({
      effect: 'deny',
      policies: ['narrowed-credentials@1'],
    });
    expect(await decide({ principal: { permissions: ['tools:execute'] } })).toMatchObject({ effect: 'allow' });
    expect(await decide({ principal: { roles: [], permissions: ['tools:execute'] } })).toMatchObject({
      effect: 'deny',
    });
  });
});

describe('findings', () => {
  it('refuses script', async () => {
    expect(await decide({ context: { findings: ['script'] } })).toMatchObject({
      effect: 'deny',
      policies: ['script-findings@1'],
    });
  });

  it('lets prompt injection pass and notes it', async () => {
    expect(await decide({ context: { findings: ['prompt_injection'] } })).toMatchObject({
      effect: 'allow',
      logOnly: [{ policy: 'prompt-injection-findings@1', effect: 'deny' }],
    });
  });
});

const AMOUNT = { amount: { type: 'number' as const } };
const LIMIT = policy(
  'limit',
  `@reason("At most 100 at once.")
   forbid (principal, action in Action::"call:pay", resource)
   when { context.arguments has amount && context.arguments.amount.greaterThan(decimal("100.0")) };`,
);

describe('arguments', () => {
  const pay = (amount: unknown) =>
    decide({ resource: tool('pay', { argumentTypes: AMOUNT }), arguments: { amount } }, { policies: [LIMIT] });

  it.each([
    [100, 'allow'],
    [100.01, 'deny'],
    [12, 'allow'],
    [1e15, 'deny'],
  ])('compares %d: %s', async (amount, effect) => {
    expect(await pay(amount)).toMatchObject({ effect });
  });

  it.each([100.00001, '100', { value: 1 }])('denies %p, which it cannot compare', async (amount) => {
    const decision = await pay(amount);
    expect(decision.effect).toBe('deny');
    expect(decision.errors).toEqual([expect.stringContaining('limit@1')]);
  });
});

describe('variables of a resource', () => {
  const OWN = policy(
    'own',
    '@reason("Not yours.") forbid (principal, action == Action::"tools:read", resource is Resource) ' +
      'when { context.variables has user_id && context.variables.user_id != principal.id };',
  );
  const read = (id: string) =>
    decide(
      {
        action: 'tools:read',
        resource: {
          ...tool('bank'),
          kind: 'resource',
          name: 'bank://{user_id}/list',
          argumentTypes: { user_id: { type: 'string' } },
        },
        arguments: { user_id: id, other: 'not among the types' },
      },
      { policies: [OWN] },
    );

  it('are compared with who asks', async () => {
    const { principal } = policyRequest({});
    expect(await read(principal.id)).toMatchObject({ effect: 'allow' });
    expect(await read('somebody else')).toMatchObject({ effect: 'deny', reasons: ['Not yours.'] });
  });
});

describe('requires-approval', () => {
  const approval = policy(
    'four-eyes',
    `@decision("requires-approval") @reason("Somebody else has to agree.")
     forbid (principal, action in Action::"tools:execute", resource) when { resource.movesMoney };`,
  );
  const request = { resource: tool('pay', { movesMoney: true }) };

  it('stands between allow and deny', async () => {
    expect(await decide(request, { policies: [approval] })).toMatchObject({
      effect: 'requires-approval',
      reasons: ['Somebody else has to agree.'],
      policies: ['four-eyes@1'],
    });
    expect(await decide({ ...request, context: { findings: ['script'] } }, { policies: [approval] })).toMatchObject({
      effect: 'deny',
    });
  });

  it('denies a principal whom no policy allows', async () => {
    expect(await decide({ ...request, principal: { roles: [] } }, { policies: [approval] })).toMatchObject({
      effect: 'deny',
    });
  });
});

describe('faults', () => {
  const broken = 'forbid (principal, action, resource) when { context.arguments.nothing == 1 };';

  it('denies if any policy fails, and names it', async () => {
    const decision = await decide({}, { policies: [policy('broken', broken)] });
    expect(decision.effect).toBe('deny');
    expect(decision.errors).toEqual([expect.stringMatching(/^broken@1: .*nothing/)]);
    expect(decision.reasons.join()).not.toContain('attribute');
  });

  it('denies if an approval policy fails', async () => {
    const text = `@decision("requires-approval") ${broken}`;
    expect(await decide({}, { policies: [policy('broken', text)] })).toMatchObject({ effect: 'deny' });
  });

  it('notes a LOG_ONLY policy that fails, and goes on', async () => {
    expect(await decide({}, { policies: [policy('broken', broken, { mode: 'LOG_ONLY' })] })).toMatchObject({
      effect: 'allow',
      logOnly: [{ policy: 'broken@1', effect: 'error' }],
      errors: [],
    });
  });

  it('denies a request that Cedar does not take', async () => {
    const decision = await decide({ context: { sourceIp: 'not an address' } });
    expect(decision.effect).toBe('deny');
    expect(decision.errors).toEqual([expect.stringContaining('invalid IP address')]);
  });

  it('leaves out what is inactive', async () => {
    expect(await decide({}, { policies: [policy('broken', broken, { status: 'inactive' })] })).toMatchObject({
      effect: 'allow',
    });
  });

  it('is not made from two policies of the same id, of which one would be lost', async () => {
    const twice = ['permit', 'forbid'].map((effect) => policy('twin', `${effect} (principal, action, resource);`));
    await expect(engineWith({ policies: twice })).rejects.toThrow('same id');
  });

  it('is not made from a policy that does not parse', async () => {
    await expect(engineWith({ policies: [policy('typo', 'permit (principal')] })).rejects.toThrow(
      /"typo" does not parse/,
    );
  });
});

describe('priority', () => {
  const forbid = (id: string, priority: number) =>
    policy(id, `@reason("${id}") forbid (principal, action, resource);`, { priority });

  it('orders the reasons; forbid wins whatever it is', async () => {
    const decision = await decide({}, { policies: [forbid('low', -5), forbid('high', 5), forbid('middle', 0)] });
    expect(decision).toMatchObject({ effect: 'deny', reasons: ['high', 'middle', 'low'] });
  });
});
