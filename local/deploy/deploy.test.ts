import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { Resource } from '../assembly/template.ts';
import { lambda, role, table } from '../testing/assembly.ts';
import { TestCloud } from '../testing/cloud.ts';

/** A custom resource's function that logs each request. */
const SEEDER = `
export const handler = async (event) => {
  const { RequestType, PhysicalResourceId, ResourceProperties, OldResourceProperties } = event;
  console.log('asked ' + JSON.stringify({ RequestType, PhysicalResourceId, value: ResourceProperties.Value, old: OldResourceProperties?.Value }));
  if (ResourceProperties.Value === 'crash') throw new Error('seeder crashed');
  const failed = ResourceProperties.Value === 'fail';
  const { method = 'PUT', contentType } = ResourceProperties;
  const answer = await fetch(event.ResponseURL, {
    method,
    headers: contentType ? { 'content-type': contentType } : {},
    body: Buffer.from(JSON.stringify({
      Status: failed ? 'FAILED' : 'SUCCESS', Reason: failed ? 'not today' : undefined,
      PhysicalResourceId: PhysicalResourceId ?? 'seed-1', StackId: event.StackId, RequestId: event.RequestId,
      LogicalResourceId: event.LogicalResourceId, Data: { Count: '7' },
    })),
  });
  if (!answer.ok) throw new Error('refused with ' + answer.status + ' ' + await answer.text());
};`;

function assembly(properties: Record<string, unknown> | undefined, extra: Record<string, Resource> = {}) {
  const seed: Record<string, Resource> = properties
    ? {
        Seed: {
          Type: 'Custom::Seed',
          Properties: { ServiceToken: { 'Fn::GetAtt': ['Seeder', 'Arn'] }, ...properties },
        },
      }
    : {};
  return {
    code: { Seeder: SEEDER },
    resources: { Role: role(), Seeder: lambda('Seeder', SEEDER, 'Role'), ...seed, ...extra },
  };
}

let test: TestCloud;
beforeEach(() => {
  test = new TestCloud();
});
afterEach(() => test.dispose());

function asked(): unknown[] {
  const lines = test.cloud.logs.collected().filter(({ text }) => text.startsWith('asked '));
  return lines.map(({ text }) => JSON.parse(text.slice('asked '.length)));
}

describe('a custom resource', () => {
  it('is created once, updated when its properties change, deleted when it leaves the template', async () => {
    await test.start(assembly({ Value: 1 }));
    expect(asked()).toEqual([{ RequestType: 'Create', value: '1' }]);
    await test.stop();
    await test.start(assembly({ Value: 1 }));
    expect(asked()).toEqual([]);
    await test.stop();
    await test.start(assembly({ Value: true }));
    expect(asked()).toEqual([{ RequestType: 'Update', PhysicalResourceId: 'seed-1', value: 'true', old: '1' }]);
    await test.stop();
    await test.start(assembly(undefined));
    expect(asked()).toEqual([{ RequestType: 'Delete', PhysicalResourceId: 'seed-1', value: 'true' }]);
  });

  it('gives its attributes to resources that refer to it', async () => {
    const reader = lambda('Reader', 'export const handler = async () => process.env.COUNT;', 'Role', {
      Environment: { Variables: { COUNT: { 'Fn::GetAtt': ['Seed', 'Count'] } } },
    });
    const made = assembly({ Value: 'x' }, { Reader: reader });
    await test.start({
      ...made,
      code: { ...made.code, Reader: 'export const handler = async () => process.env.COUNT;' },
    });
    await expect(test.invoke('reader', {})).resolves.toMatchObject({ payload: '7' });
  });

  it.each([
    ['fail', /The custom resource app\/Seed failed to create: not today\./],
    ['crash', /The custom resource app\/Seed failed to create: seeder crashed\./],
  ])('stops the start with its reason if it answers %s', async (Value, message) => {
    await expect(test.start(assembly({ Value }))).rejects.toThrow(message);
  });

  it.each([
    ['a content type, which its signature does not cover', { contentType: 'text/plain' }],
    ['another method than PUT', { method: 'POST' }],
  ])('is refused at its ResponseURL with %s', async (_, properties) => {
    await expect(test.start(assembly({ Value: 1, ...properties }))).rejects.toThrow(
      /refused with 403 .+SignatureDoesNotMatch/s,
    );
  });
});

describe('what the local cloud does not know', () => {
  it.each<[string, Resource, RegExp]>([
    ['a type', { Type: 'AWS::SNS::Topic' }, /AWS::SNS::Topic \(app\/Odd\)/],
    [
      'a property',
      { Type: 'AWS::DynamoDB::GlobalTable', Properties: { GlobalTableWitnesses: [] } },
      /property GlobalTableWitnesses of AWS::DynamoDB::GlobalTable \(app\/Odd\)/,
    ],
    [
      'an intrinsic function',
      { Type: 'AWS::IAM::Policy', Properties: { PolicyName: { 'Fn::Length': ['a'] }, Roles: [] } },
      /Fn::Length/,
    ],
    [
      'an attribute',
      { Type: 'AWS::IAM::Policy', Properties: { PolicyName: { 'Fn::GetAtt': ['Role', 'Colour'] }, Roles: [] } },
      /attribute Colour of Role \(AWS::IAM::Role\)/,
    ],
    [
      'a managed policy',
      {
        Type: 'AWS::IAM::Role',
        Properties: { AssumeRolePolicyDocument: {}, ManagedPolicyArns: ['arn:aws:iam::aws:policy/Strange'] },
      },
      /managed policy arn:aws:iam::aws:policy\/Strange/,
    ],
    ['a runtime', lambda('Odd', SEEDER, 'Role', { Runtime: 'python3.14' }), /runtime python3\.14/],
    ['a reference', { Type: 'AWS::IAM::Policy', Properties: { PolicyName: { Ref: 'Missing' } } }, /refers to Missing/],
  ])('is refused by name: %s', async (_, odd, message) => {
    await expect(test.start(assembly(undefined, { Odd: odd }))).rejects.toThrow(message);
  });

  it('is refused before any resource is made', async () => {
    const odd = { Seed: { Type: 'Custom::Seed', Properties: { ServiceToken: 'x' } }, Odd: { Type: 'AWS::SNS::Topic' } };
    await expect(test.start(assembly(undefined, { Items: table('items'), ...odd }))).rejects.toThrow(
      'The assembly uses what the local cloud does not know: AWS::SNS::Topic (app/Odd).',
    );
  });
});
