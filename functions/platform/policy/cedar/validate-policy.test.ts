import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { policyRequest, shippedPolicies, tool } from '../../../../test/support/policies.ts';
import { argumentTypesOf } from './argument-types.ts';
import { BASE_SCHEMA } from './base-schema.ts';
import { actionEntity, contextOf, resourceEntity, userEntity } from './entities.ts';
import { type Cedar, loadCedar } from './load-cedar.ts';
import { schemaFor } from './schema.ts';
import { validatePolicy } from './validate-policy.ts';

const INPUT = {
  type: 'object',
  properties: {
    amount: { type: 'number' },
    count: { type: 'integer' },
    currency: { enum: ['EUR', 'USD'] },
    note: { anyOf: [{ type: 'string' }, { type: 'null' }] },
    tags: { type: 'array', items: { type: 'string' } },
    payer: { type: 'object', properties: { country: { type: 'string' }, name: { type: 'string' } } },
    either: { anyOf: [{ type: 'string' }, { type: 'number' }] },
    secret: { type: 'string' },
  },
};
const PAY = {
  name: 'pay',
  version: '1.0.0',
  inputSchema: INPUT,
  auditFields: Object.fromEntries(
    ['amount', 'count', 'currency', 'note', 'tags', 'payer.country', 'either', 'missing'].map((path) => [
      path,
      'hashed' as const,
    ]),
  ),
};

let cedar: Cedar;
beforeAll(async () => {
  cedar = await loadCedar();
});
const validate = (text: string, tenant?: string) => validatePolicy(cedar, { text, schema: schemaFor([PAY]), tenant });
const problems = (text: string, tenant?: string) => validate(text, tenant).problems;

describe('the schema', () => {
  it('is in policies/ as it is in the code', () => {
    const file = resolve(import.meta.dirname, '../../../../policies/schema.cedarschema');
    expect(readFileSync(file, 'utf8')).toBe(BASE_SCHEMA);
  });

  it('knows the variables of every template, which a policy asks for with `has`', () => {
    const schema = schemaFor([PAY], [{ uriTemplate: 'bank://{user_id}/list{?from}' }, { uriTemplate: 'fx://{pair}' }]);
    const policy = (condition: string) =>
      validatePolicy(cedar, {
        text: `@reason("No.") forbid (principal, action == Action::"tools:read", resource is Resource) when { ${condition} };`,
        schema,
      }).problems.filter(({ severity }) => severity === 'error');
    const has = 'context has variables && context.variables has';
    expect(policy(`${has} pair && context.variables.pair == "EURUSD"`)).toEqual([]);
    expect(policy(`${has} user_id && context.variables.user_id != principal.id`)).toEqual([]);
    expect(policy('context.variables.pair == "EURUSD"')).not.toEqual([]);
    expect(policy(`${has} nothing && context.variables.nothing == "x"`)).not.toEqual([]);
  });

  it('types what the tool lets policies read, and nothing else', () => {
    expect(argumentTypesOf(PAY)).toEqual({
      amount: { type: 'number' },
      count: { type: 'integer' },
      currency: { type: 'string' },
      note: { type: 'string' },
      tags: { type: 'set', element: { type: 'string' } },
      payer: { type: 'record', fields: { country: { type: 'string' } } },
    });
  });

  it('takes tools and arguments of any name', () => {
    const odd = {
      ...PAY,
      inputSchema: { properties: { 'a"} b\\\n': { type: 'string' } } },
      auditFields: { 'a"} b\\\n': 'hashed' as const },
    };
    expect(cedar.checkParseSchema(schemaFor([odd]))).toEqual({ type: 'success' });
  });

  it('is what requests are made by', () => {
    const resource = tool('pay', { argumentTypes: argumentTypesOf(PAY), requiredTier: 'team' });
    const values = {
      amount: 1.5,
      count: 2,
      currency: 'EUR',
      note: null,
      tags: ['x'],
      payer: { country: 'NL' },
      secret: 's',
    };
    const target = { kind: 'cluster' as const, name: 'c', tags: ['t'], namespaces: ['n'] };
    const mine = policyRequest({ resource, arguments: values, target, context: { mfaAgeSeconds: 5 } });
    const answers = [mine, policyRequest({ action: 'tools:read', resource: { ...resource, kind: 'prompt' } })].map(
      (request) => {
        const principal = userEntity({ ...request.principal, permissions: ['tools:list'] });
        const [action, asked] = [actionEntity(request.action, request.resource), resourceEntity(request.resource)];
        return cedar.isAuthorized({
          principal: principal.uid,
          action: action.uid,
          resource: asked.uid,
          context: contextOf(request, ['g']),
          entities: [principal, asked],
          schema: schemaFor([PAY]),
          validateRequest: true,
          policies: { staticPolicies: { all: 'permit (principal, action, resource);' } },
        });
      },
    );
    expect(answers.map((answer) => answer.type === 'success' || answer.errors)).toEqual([true, true]);
  });
});

describe('validation on save', () => {
  it('finds nothing wrong with the policies that ship', async () => {
    for (const { text } of await shippedPolicies()) expect(problems(text)).toEqual([]);
  });

  it('reads amounts of money in minor units, as integers', () => {
    const schema = schemaFor([{ ...PAY, amountFields: { 'payer.total': { currency: 'USD' } } }]);
    const limit = (text: string) =>
      validatePolicy(cedar, {
        text: `@reason("No.") forbid (principal, action in Action::"call:pay", resource) unless { ${text} };`,
        schema,
      }).problems.filter(({ severity }) => severity === 'error');
    const has = 'context.arguments has payer.total_minor && context.arguments.payer.total_minor';
    expect(limit(`${has} <= 10000`)).toEqual([]);
    expect(limit(`${has}.lessThan(decimal("100.0"))`)).not.toEqual([]);
  });

  it('accepts a policy on arguments', () => {
    const text =
      'forbid (principal, action in Action::"call:pay", resource) when { context.arguments has payer.country && context.arguments.payer.country == "XX" };';
    expect(validate(text)).toEqual({ problems: [] });
  });

  it.each([
    ['permit (principal,\n  action, resource) when { principal. };', 2, 39, 'unexpected token'],
    ['permit (principal, action, resource)\n\nwhen { resource.nam == "x" };', 3, 8, '`nam`'],
    [
      '@reason("für ältere")\nforbid (principal, action, resource) when { principal.tier > 1 };',
      2,
      45,
      'unexpected type',
    ],
    [
      'forbid (principal, action in Action::"call:pay", resource)\nwhen { context.arguments.amount == decimal("1.0") };',
      2,
      8,
      'unable to guarantee safety',
    ],
    [
      'forbid (principal, action in Action::"call:pay", resource)\nwhen { context.arguments has secret && context.arguments.secret == "x" && resource.nam };',
      1,
      1,
      'impossible',
    ],
    ['forbid (principal, action == Action::"call:nothing", resource);', 1, 30, 'unrecognized action'],
    ['permit (principal, action, resource); forbid (principal, action, resource);', 1, 39, 'unexpected token'],
    ['permit (principal == ?principal, action, resource);', 1, 22, 'template'],
    ['', 1, 1, 'unexpected end'],
  ])('tells where %j is wrong', (text, line, column, message) => {
    const [first] = problems(text);
    expect(first).toMatchObject({ line, column, message: expect.stringContaining(message) });
  });

  it.each([
    ['@decision("maybe") forbid (principal, action, resource);', undefined, /"maybe"/],
    ['@decision("requires-approval") permit (principal, action, resource);', undefined, /must be on a forbid/],
    ['@gate("money") forbid (principal, action, resource);', undefined, /"scopes" or "tier"/],
    ['permit (principal, action, resource);', 'acme', /may only forbid/],
  ])('holds %j to our own rules', (text, tenant, message) => {
    expect(
      problems(text, tenant)
        .map((problem) => problem.message)
        .join(),
    ).toMatch(message);
  });
});
