// biome-ignore-all lint/suspicious/noTemplateCurlyInString: expressions of CloudFormation are the subject here

import { describe, expect, it } from '@jest/globals';
import { resolveIntrinsics, type Scope } from './intrinsics.ts';
import { deploymentOrder } from './order.ts';

const scope: Scope = {
  stack: 'app',
  reference: (id) => `ref-${id}`,
  attribute: (id, name) => `${id}.${name}`,
  importValue: (name) => `imported ${name}`,
  stackOutput: (stack, output) => `${stack}:${output}`,
  mapping: (...path) => path.join('/'),
  condition: (name) => name === 'Yes',
};

describe('intrinsic functions', () => {
  it.each<[unknown, unknown]>([
    [{ Ref: 'A' }, 'ref-A'],
    [{ Ref: 'AWS::Region' }, 'us-east-1'],
    [{ 'Fn::GetAtt': ['A', 'Arn'] }, 'A.Arn'],
    [{ 'Fn::GetAtt': 'A.Outputs.B' }, 'A.Outputs.B'],
    [{ 'Fn::Join': ['-', ['a', { Ref: 'B' }]] }, 'a-ref-B'],
    [{ 'Fn::Sub': 'a ${B} ${C.Arn} ${!D} ${AWS::AccountId}' }, 'a ref-B C.Arn ${D} 000000000000'],
    [{ 'Fn::Sub': ['${x}', { x: { Ref: 'A' } }] }, 'ref-A'],
    [{ 'Fn::Select': [1, { 'Fn::Split': [':', 'a:b:c'] }] }, 'b'],
    [{ 'Fn::ImportValue': { 'Fn::Sub': 'x-${A}' } }, 'imported x-ref-A'],
    [{ 'Fn::GetStackOutput': { StackName: 'data', OutputName: 'Out' } }, 'data:Out'],
    [{ 'Fn::FindInMap': ['M', 'a', { Ref: 'A' }] }, 'M/a/ref-A'],
    [{ 'Fn::If': ['Yes', 1, 2] }, 1],
    [{ 'Fn::If': ['No', 1, { Ref: 'AWS::NoValue' }] }, undefined],
    [{ a: { Ref: 'AWS::NoValue' }, b: [{ Ref: 'AWS::NoValue' }, 1] }, { b: [1] }],
    [{ 'Fn::And': [{ Condition: 'Yes' }, { 'Fn::Not': [{ 'Fn::Equals': ['a', 'b'] }] }] }, true],
    [{ 'Fn::Base64': 'hi' }, 'aGk='],
    [{ 'Fn::Cidr': ['10.0.0.0/16', 3, '8'] }, ['10.0.0.0/24', '10.0.1.0/24', '10.0.2.0/24']],
    [{ 'Fn::Cidr': ['2001:db8:1::/56', 2, '64'] }, ['2001:db8:1:0:0:0:0:0/64', '2001:db8:1:1:0:0:0:0/64']],
    [{ 'Fn::Select': [1, { 'Fn::GetAZs': '' }] }, 'us-east-1b'],
    [
      { Statement: [{ Condition: { StringEquals: { a: { Ref: 'A' } } } }] },
      { Statement: [{ Condition: { StringEquals: { a: 'ref-A' } } }] },
    ],
  ])('%j', (expression, value) => {
    expect(resolveIntrinsics(expression, scope)).toEqual(value);
  });

  it('are named in the error if the local cloud does not know them', () => {
    expect(() => resolveIntrinsics({ 'Fn::Transform': {} }, scope)).toThrow(
      /app uses the intrinsic function Fn::Transform/,
    );
  });
});

describe('the order of deployment', () => {
  const resource = (Properties: Record<string, unknown>, DependsOn?: string[]) => ({
    Type: 'T',
    Properties,
    DependsOn,
  });

  it('puts every resource after those that it refers to', () => {
    const Resources = {
      A: resource({ x: { Ref: 'B' } }),
      B: resource({ x: { 'Fn::Sub': '${C.Arn}' } }, ['D']),
      C: resource({ x: { 'Fn::GetAtt': ['E', 'Arn'] } }),
      D: resource({}),
      E: resource({}),
    };
    expect(deploymentOrder('app', { Resources })).toEqual(['D', 'E', 'C', 'B', 'A']);
  });

  it('is refused if resources refer to each other in a cycle', () => {
    const Resources = { A: resource({ x: { Ref: 'B' } }), B: resource({ x: { Ref: 'A' } }) };
    expect(() => deploymentOrder('app', { Resources })).toThrow('Stack app has a dependency cycle: A → B → A.');
  });
});
