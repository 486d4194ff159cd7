import { runSimulation } from '@cloud-copilot/iam-simulate';
import { describe, expect, it } from '@jest/globals';
import { evaluate } from './evaluate.ts';
import { parsePolicy } from './policy.ts';

const TABLE = 'arn:aws:dynamodb:us-east-1:000000000000:table/items';
const SECRET = 'arn:aws:secretsmanager:us-east-1:000000000000:secret:app/dev/kyc-abcdef';
const FUNCTION = 'arn:aws:lambda:us-east-1:000000000000:function:front';

type Case = {
  name: string;
  statements: object[];
  action: string;
  resource: string;
  context?: Record<string, string | string[]>;
};

const allow = (Action: unknown, Resource: unknown, rest: object = {}) => ({
  Effect: 'Allow',
  Action,
  Resource,
  ...rest,
});
const deny = (Action: unknown, Resource: unknown, rest: object = {}) => ({ Effect: 'Deny', Action, Resource, ...rest });
const leading = (values: string[], operator = 'ForAllValues:StringLike') => ({
  Condition: { [operator]: { 'dynamodb:LeadingKeys': values } },
});
const get = { action: 'dynamodb:GetItem', resource: TABLE };
const secret = { action: 'secretsmanager:GetSecretValue', resource: SECRET };

const CASES: Case[] = [
  { name: 'exact action and resource', statements: [allow('dynamodb:GetItem', TABLE)], ...get },
  { name: 'another action', statements: [allow('dynamodb:PutItem', TABLE)], ...get },
  { name: 'another resource', statements: [allow('dynamodb:GetItem', `${TABLE}2`)], ...get },
  { name: 'no statement', statements: [], ...get },
  { name: 'action in other case', statements: [allow('DynamoDB:getitem', TABLE)], ...get },
  { name: 'wildcards in the action', statements: [allow('dynamodb:Get*', TABLE)], ...get },
  { name: 'question mark in the action', statements: [allow('dynamodb:G?tItem', TABLE)], ...get },
  { name: 'resource star', statements: [allow('dynamodb:*', '*')], ...get },
  {
    name: 'wildcards in the resource',
    statements: [allow('dynamodb:GetItem', 'arn:aws:dynamodb:*:*:table/it*')],
    ...get,
  },
  { name: 'resource in other case', statements: [allow('dynamodb:GetItem', TABLE.replace('items', 'Items'))], ...get },
  { name: 'deny over allow', statements: [allow('*', '*'), deny('dynamodb:GetItem', TABLE)], ...get },
  { name: 'deny of something else', statements: [allow('*', '*'), deny('dynamodb:PutItem', TABLE)], ...get },
  {
    name: 'NotAction that names it',
    statements: [{ Effect: 'Allow', NotAction: 'dynamodb:Get*', Resource: '*' }],
    ...get,
  },
  { name: 'NotAction that does not', statements: [{ Effect: 'Allow', NotAction: 'iam:*', Resource: '*' }], ...get },
  { name: 'NotResource that names it', statements: [{ Effect: 'Allow', Action: '*', NotResource: TABLE }], ...get },
  {
    name: 'NotResource that does not',
    statements: [{ Effect: 'Allow', Action: '*', NotResource: `${TABLE}2` }],
    ...get,
  },
  {
    name: 'an index of the table',
    statements: [allow('dynamodb:Query', `${TABLE}/index/*`)],
    action: 'dynamodb:Query',
    resource: `${TABLE}/index/a`,
  },
  {
    name: 'the table for an index',
    statements: [allow('dynamodb:Query', TABLE)],
    action: 'dynamodb:Query',
    resource: `${TABLE}/index/a`,
  },
  {
    name: 'leading keys all fit',
    statements: [allow('dynamodb:GetItem', TABLE, leading(['a#*']))],
    ...get,
    context: { 'dynamodb:LeadingKeys': ['a#1', 'a#2'] },
  },
  {
    name: 'one leading key does not fit',
    statements: [allow('dynamodb:GetItem', TABLE, leading(['a#*']))],
    ...get,
    context: { 'dynamodb:LeadingKeys': ['a#1', 'b#2'] },
  },
  { name: 'ForAllValues without the key', statements: [allow('dynamodb:GetItem', TABLE, leading(['a#*']))], ...get },
  {
    name: 'ForAnyValue with one that fits',
    statements: [allow('dynamodb:GetItem', TABLE, leading(['a#*'], 'ForAnyValue:StringLike'))],
    ...get,
    context: { 'dynamodb:LeadingKeys': ['a#1', 'b#2'] },
  },
  {
    name: 'ForAnyValue without the key',
    statements: [allow('dynamodb:GetItem', TABLE, leading(['a#*'], 'ForAnyValue:StringLike'))],
    ...get,
  },
  {
    name: 'StringEquals that fits',
    statements: [allow('*', '*', { Condition: { StringEquals: { 'aws:PrincipalTag/team': 'a' } } })],
    ...secret,
    context: { 'aws:PrincipalTag/team': 'a' },
  },
  {
    name: 'StringEquals in other case',
    statements: [allow('*', '*', { Condition: { StringEquals: { 'aws:PrincipalTag/team': 'a' } } })],
    ...secret,
    context: { 'aws:PrincipalTag/team': 'A' },
  },
  {
    name: 'StringEquals without the key',
    statements: [allow('*', '*', { Condition: { StringEquals: { 'aws:PrincipalTag/team': 'a' } } })],
    ...secret,
  },
  {
    name: 'StringEqualsIfExists without the key',
    statements: [allow('*', '*', { Condition: { StringEqualsIfExists: { 'aws:PrincipalTag/team': 'a' } } })],
    ...secret,
  },
  {
    name: 'StringNotEquals without the key',
    statements: [allow('*', '*', { Condition: { StringNotEquals: { 'aws:PrincipalTag/team': 'a' } } })],
    ...secret,
  },
  {
    name: 'StringNotEquals to several',
    statements: [allow('*', '*', { Condition: { StringNotEquals: { 'aws:PrincipalTag/team': ['a', 'b'] } } })],
    ...secret,
    context: { 'aws:PrincipalTag/team': 'b' },
  },
  {
    name: 'Bool that holds',
    statements: [allow('*', '*', { Condition: { Bool: { 'aws:SecureTransport': 'true' } } })],
    ...secret,
    context: { 'aws:SecureTransport': 'true' },
  },
  {
    name: 'deny by Bool',
    statements: [allow('*', '*'), deny('*', '*', { Condition: { Bool: { 'aws:SecureTransport': 'false' } } })],
    ...secret,
    context: { 'aws:SecureTransport': 'false' },
  },
  {
    name: 'two conditions, one fails',
    statements: [
      allow('*', '*', {
        Condition: { Bool: { 'aws:SecureTransport': 'true' }, StringLike: { 'aws:PrincipalTag/team': 'x*' } },
      }),
    ],
    ...secret,
    context: { 'aws:SecureTransport': 'true', 'aws:PrincipalTag/team': 'y' },
  },
  {
    name: 'Null of a missing key',
    statements: [allow('*', '*', { Condition: { Null: { 'aws:PrincipalTag/team': 'true' } } })],
    ...secret,
  },
  {
    name: 'ArnLike that fits',
    statements: [allow('*', '*', { Condition: { ArnLike: { 'aws:PrincipalArn': 'arn:aws:iam::*:role/front*' } } })],
    ...secret,
    context: { 'aws:PrincipalArn': 'arn:aws:iam::000000000000:role/front-1' },
  },
  {
    name: 'DateLessThan in the past',
    statements: [allow('*', '*', { Condition: { DateLessThan: { 'aws:CurrentTime': '2020-01-01T00:00:00Z' } } })],
    ...secret,
    context: { 'aws:CurrentTime': '2026-01-01T00:00:00Z' },
  },
  {
    name: 'a policy variable',
    statements: [
      allow(
        'secretsmanager:GetSecretValue',
        // biome-ignore lint/suspicious/noTemplateCurlyInString: a policy variable of IAM
        'arn:aws:secretsmanager:us-east-1:000000000000:secret:app/dev/${aws:PrincipalTag/team}-??????',
      ),
    ],
    ...secret,
    context: { 'aws:PrincipalTag/team': 'kyc' },
  },
  {
    name: 'a qualified function',
    statements: [allow('lambda:InvokeFunction', [FUNCTION, `${FUNCTION}:*`])],
    action: 'lambda:InvokeFunction',
    resource: `${FUNCTION}:7`,
  },
  {
    name: 'a qualified function by its bare ARN',
    statements: [allow('lambda:InvokeFunction', FUNCTION)],
    action: 'lambda:InvokeFunction',
    resource: `${FUNCTION}:7`,
  },
];

describe('the evaluator', () => {
  it.each(CASES)('decides as the IAM simulator does: $name', async ({ statements, action, resource, context = {} }) => {
    const document = { Version: '2012-10-17' as const, Statement: statements };
    const simulated = await runSimulation(
      {
        identityPolicies: [{ name: 'own', policy: document as never }],
        serviceControlPolicies: [],
        resourceControlPolicies: [],
        request: {
          action,
          principal: 'arn:aws:iam::000000000000:role/front',
          resource: { accountId: '000000000000', resource },
          contextVariables: context,
        },
      },
      {},
    );
    const own = new Map(Object.entries(context).map(([key, value]) => [key.toLowerCase(), [value].flat()]));
    const decision = evaluate({ action, resource, context: own }, [parsePolicy('own', document)]);
    const names = { allowed: 'Allowed', 'denied explicitly': 'ExplicitlyDenied', 'not allowed': 'ImplicitlyDenied' };
    expect(names[decision]).toBe('overallResult' in simulated ? simulated.overallResult : simulated);
  });

  it('refuses operators and elements that it does not know', () => {
    expect(() =>
      parsePolicy('p', { Statement: [allow('*', '*', { Condition: { BinaryEquals: { k: 'v' } } })] }),
    ).toThrow(/BinaryEquals/);
    expect(() => parsePolicy('p', { Statement: [{ ...allow('*', '*'), Extra: 1 }] })).toThrow(/Extra/);
  });
});
