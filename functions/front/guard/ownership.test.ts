import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { Principal } from '../../../schemas/invocation.ts';
import { EMPTY_CATALOGUE } from '../../../test/support/empty-catalogue.ts';
import { testTemplate as template, testTool } from '../../../test/support/guarded-call.ts';
import { engineWith, policy } from '../../../test/support/policies.ts';
import type { PolicyEngine } from '../../platform/policy/engine.ts';
import type { PolicyCaller } from '../policy/policies.ts';
import { uriWithOwner, withOwner } from './ownership.ts';

const tool = (properties: Record<string, unknown>, { family = 'bank', scopes = ['bank:read'] } = {}) =>
  testTool({ target: { family }, definition: { name: 'act', inputSchema: { properties }, requiredScopes: scopes } });
const OWNED = tool({ user_id: { type: 'string' }, amount: { type: 'string' } });
const REVIEW = tool({ user_id: { type: 'string' } }, { family: 'fraud', scopes: ['fraud:review'] });
const REFUND = tool({ user_id: { type: 'string' } }, { family: 'payments', scopes: ['payments:refund'] });

const shipped = await engineWith();
const ADA_ID = 'test:ada/1';
function caller(principal: Partial<Principal> = {}, engine: PolicyEngine = shipped): PolicyCaller {
  const base = { id: ADA_ID, tenant: 'acme', tier: 'free' as const, roles: ['user'], scopes: ['bank:read'] };
  return {
    principal: { ...base, credential: 'key-1', ...principal },
    engine,
    catalogue: EMPTY_CATALOGUE,
    endpoint: { kind: 'all' },
    sourceIp: '203.0.113.7',
    correlationId: 'request-1',
  };
}
const ADA = caller();
const clerk = (roles: string[], scopes: string[], engine?: PolicyEngine) =>
  caller({ id: 'test:clerk', roles, scopes }, engine);
const refused = expect.objectContaining({ code: 'E4007', details: expect.objectContaining({ field: 'user_id' }) });
const ofAda = { user_id: ADA_ID };

describe('an argument user_id', () => {
  it.each([[{}], [{ user_id: 'me' }], [{ user_id: ADA_ID }], [{ user_id: undefined }]])(
    'is the caller for the arguments %j',
    async (args) => {
      const { arguments: owned, acting } = await withOwner(OWNED, { ...args, amount: '1' }, ADA);
      expect(owned).toEqual({ user_id: ADA_ID, amount: '1' });
      expect(acting).toBeUndefined();
    },
  );

  it('of any other person is refused', async () => {
    await fc.assert(
      fc.asyncProperty(fc.string(), async (named) => {
        fc.pre(named !== 'me' && named !== ADA_ID);
        await expect(withOwner(OWNED, { user_id: named }, ADA)).rejects.toEqual(refused);
      }),
    );
  });

  it('may name another person if an administrator has the scope for acting, and the decision is kept', async () => {
    for (const scopes of [['users:act'], ['*']]) {
      const { arguments: owned, acting } = await withOwner(OWNED, ofAda, clerk(['admin'], scopes));
      expect(owned).toEqual(ofAda);
      expect(acting).toMatchObject({ effect: 'allow', policies: ['acting-for-others@1'] });
    }
  });

  it.each([
    ['the scope without the role', ['user'], ['users:act', 'bank:read']],
    ['every scope without the role', ['developer'], ['*']],
    ['the role without the scope', ['admin'], ['bank:read']],
    ['the role of an operator with every scope', ['operator'], ['*']],
    ['the scope without any role', [], ['users:act']],
  ])('is refused with %s', async (_what, roles, scopes) => {
    await expect(withOwner(OWNED, ofAda, clerk(roles, scopes))).rejects.toEqual(refused);
  });

  it('is refused despite scope and role if no policy permits it, or if one forbids it', async () => {
    const admin = ['admin'];
    const silent: PolicyEngine = { decide: () => deny, visible: () => [] };
    const deny = { effect: 'deny' as const, reasons: [], policies: [], logOnly: [], errors: [] };
    await expect(withOwner(OWNED, ofAda, clerk(admin, ['users:act'], silent))).rejects.toEqual(refused);
    const text = 'forbid (principal, action == Action::"users:act", resource) when { context.owner == "test:ada/1" };';
    const engine = await engineWith({ policies: [policy('leave-ada-alone', text)] });
    const careful = clerk(admin, ['users:act'], engine);
    await expect(withOwner(OWNED, ofAda, careful)).rejects.toEqual(refused);
    expect(await withOwner(OWNED, { user_id: 'test:bob' }, careful)).toMatchObject({
      arguments: { user_id: 'test:bob' },
    });
  });

  it('may name another person if an operator reviews or refunds, and in no other tool', async () => {
    const olga = (scope: string) => clerk(['operator'], [scope]);
    const review = await withOwner(REVIEW, ofAda, olga('fraud:review'));
    expect(review.acting).toMatchObject({ policies: ['reviewing-for-others@1'] });
    const refund = await withOwner(REFUND, ofAda, olga('payments:refund'));
    expect(refund.acting).toMatchObject({ policies: ['refunding-for-others@1'] });
    await expect(withOwner(REFUND, ofAda, olga('fraud:review'))).rejects.toEqual(refused);
    await expect(withOwner(REVIEW, ofAda, olga('payments:refund'))).rejects.toEqual(refused);
    await expect(withOwner(OWNED, ofAda, olga('fraud:review'))).rejects.toEqual(refused);
    await expect(withOwner(REVIEW, ofAda, clerk(['user'], ['fraud:review']))).rejects.toEqual(refused);
  });

  it('that is not a string is left to the schema', async () => {
    expect(await withOwner(OWNED, { user_id: 7 }, ADA)).toEqual({ arguments: { user_id: 7 } });
    expect(await withOwner(OWNED, { user_id: ['test:bob'] }, ADA)).toEqual({ arguments: { user_id: ['test:bob'] } });
  });

  it('is not added to a tool without that argument', async () => {
    const args = { amount: '1' };
    expect((await withOwner(tool({ amount: {} }), args, ADA)).arguments).toBe(args);
    const named = { user_id: 'test:bob' };
    expect(await withOwner(tool({ amount: {} }), named, ADA)).toEqual({ arguments: named });
  });
});

describe('a URI with a user_id', () => {
  const LIST = template('bank://{user_id}/list{?from,cursor}');

  it('names the caller in full, encoded, and keeps its query', async () => {
    const own = { uri: 'bank://test%3Aada%2F1/list?from=a%26b', variables: { user_id: ADA_ID, from: 'a&b' } };
    expect(await uriWithOwner(LIST, 'bank://me/list?from=a%26b', ADA)).toEqual(own);
    expect(await uriWithOwner(LIST, 'bank://test%3Aada%2F1/list?from=a%26b', ADA)).toEqual(own);
  });

  it('of another person is refused in every spelling', async () => {
    for (const uri of ['bank://test:bob/list', 'bank://%74est%3Abob/list', 'bank://ME/list', 'bank://%20me/list']) {
      await expect(uriWithOwner(LIST, uri, ADA)).rejects.toEqual(refused);
    }
  });

  it('of another person is read by an operator who reviews, in the fraud family alone', async () => {
    const olga = clerk(['operator'], ['fraud:review', 'fraud:read', 'bank:read']);
    const alerts = template('fraud://{user_id}/alerts', 'fraud');
    const uri = `fraud://${encodeURIComponent(ADA_ID)}/alerts`;
    expect(await uriWithOwner(alerts, uri, olga)).toMatchObject({ uri, variables: { user_id: ADA_ID } });
    await expect(uriWithOwner(LIST, 'bank://test:bob/list', olga)).rejects.toEqual(refused);
  });

  it('without a user_id stays as it is, with the values of its variables', async () => {
    const uri = 'market://data/A%20B?interval=1d';
    expect(await uriWithOwner(template('market://data/{symbol}{?interval}'), uri, ADA)).toEqual({
      uri,
      variables: { symbol: 'A B', interval: '1d' },
    });
  });
});
