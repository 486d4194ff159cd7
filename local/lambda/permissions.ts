import { matchesArn } from '../iam/match.ts';
import { type Policy, parsePolicy } from '../iam/policy.ts';

/** One statement of a function's resource policy, as `AWS::Lambda::Permission` writes it. */
export type Permission = { action: string; principal: string; sourceArn?: string; sourceAccount?: string };

/** Whether a service may invoke a function on behalf of `sourceArn`, e.g. a method of an API. */
export function permitsService(permissions: readonly Permission[], service: string, sourceArn: string): boolean {
  return permissions.some(
    ({ action, principal, sourceArn: allowed }) =>
      principal === service &&
      ['lambda:InvokeFunction', 'lambda:*'].includes(action) &&
      (allowed === undefined || matchesArn(allowed, sourceArn)),
  );
}

/** The permissions as the policy that callers with a role are checked against. */
export function policyOf(functionArn: string, permissions: readonly Permission[]): Policy {
  return parsePolicy(`of function ${functionArn}`, {
    Statement: permissions
      .filter(({ principal }) => !principal.endsWith('.amazonaws.com'))
      .map(({ action, principal }) => ({
        Effect: 'Allow',
        Action: action,
        Resource: [functionArn, `${functionArn}:*`],
        Principal: { AWS: principal },
      })),
  });
}
