import { generatedName, iamArn, stableId } from '../../account.ts';
import type { Roles } from '../../iam/roles.ts';
import { list, nameOf, record, text } from '../properties.ts';
import type { Provider } from '../provider.ts';

/** Roles and the policies that are attached to them. */
export function iamProviders(roles: Roles): Record<string, Provider> {
  return {
    'AWS::IAM::Role': {
      properties: [
        'RoleName',
        'Path',
        'AssumeRolePolicyDocument',
        'Policies',
        'ManagedPolicyArns',
        'PermissionsBoundary',
      ],
      ignored: {
        Description: 'text only',
        Tags: 'no policy reads tags of roles',
        MaxSessionDuration: 'credentials live as long as the instance',
      },
      provision({ stack, logicalId, properties }) {
        const name = text(properties.RoleName) ?? generatedName(stack, logicalId, 64);
        roles.create(name, properties.AssumeRolePolicyDocument);
        for (const policy of list(properties.Policies))
          roles.attach(name, String(record(policy).PolicyName), record(policy).PolicyDocument);
        for (const arn of list(properties.ManagedPolicyArns)) roles.attachManaged(name, String(arn));
        if (properties.PermissionsBoundary) roles.bound(name, String(properties.PermissionsBoundary));
        const arn = iamArn(`role${text(properties.Path) ?? '/'}${name}`);
        return { ref: name, attributes: { Arn: arn, RoleId: `AROA${stableId(name, 17).toUpperCase()}` } };
      },
    },
    'AWS::IAM::Policy': {
      properties: ['PolicyName', 'PolicyDocument', 'Roles'],
      provision({ properties }) {
        for (const role of list(properties.Roles))
          roles.attach(nameOf(role), String(properties.PolicyName), properties.PolicyDocument);
        return { ref: String(properties.PolicyName), attributes: { Id: String(properties.PolicyName) } };
      },
    },
    'AWS::IAM::RolePolicy': {
      properties: ['PolicyName', 'PolicyDocument', 'RoleName'],
      provision({ properties }) {
        roles.attach(nameOf(properties.RoleName), String(properties.PolicyName), properties.PolicyDocument);
        return { ref: String(properties.PolicyName) };
      },
    },
    'AWS::IAM::ManagedPolicy': {
      properties: ['ManagedPolicyName', 'Path', 'PolicyDocument', 'Roles'],
      ignored: { Description: 'text only' },
      provision({ stack, logicalId, properties }) {
        const name = text(properties.ManagedPolicyName) ?? generatedName(stack, logicalId, 128);
        const arn = iamArn(`policy${text(properties.Path) ?? '/'}${name}`);
        roles.define(arn, properties.PolicyDocument);
        for (const role of list(properties.Roles)) roles.attachManaged(nameOf(role), arn);
        return { ref: arn, attributes: { PolicyArn: arn } };
      },
    },
  };
}
