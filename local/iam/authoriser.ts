import type { Identity } from '../identity/identities.ts';
import type { Logs } from '../log.ts';
import type { AccessRequest, Decision } from './evaluate.ts';
import type { Policy } from './policy.ts';
import { evaluateResourcePolicy, type ResourceDecision } from './resource-policy.ts';
import type { Roles } from './roles.ts';

/** A call that AWS would refuse; the message is the one that AWS gives. */
export class AccessDenied extends Error {
  override name = 'AccessDenied';
}

export type Check = {
  identity: Identity;
  action: string;
  resource: string;
  /** Facts of the request by condition key. */
  context?: Record<string, readonly string[]>;
  /** The resource's own policy, if it has one. */
  resourcePolicy?: Policy;
  /** `key`: nothing is allowed unless the resource's policy allows it or hands the decision to the account. */
  resourcePolicyKind?: 'ordinary' | 'key';
};

/** Decides every AWS call by the policies that the assembly gives to the caller's role. */
export class Authoriser {
  private readonly roles: Roles;
  private readonly logs: Logs;

  constructor(roles: Roles, logs: Logs) {
    this.roles = roles;
    this.logs = logs;
  }

  /** @throws AccessDenied, after one log line that says which role lacked which action on what. */
  check({ identity, action, resource, context, resourcePolicy, resourcePolicyKind = 'ordinary' }: Check): void {
    if (identity.kind === 'operator') return;
    const request: AccessRequest = { action, resource, context: requestContext(identity, context) };
    const own = this.roles.decide(identity.roleName, request);
    const caller = { kind: 'role', roleArn: identity.roleArn } as const;
    const theirs: ResourceDecision = resourcePolicy
      ? evaluateResourcePolicy(caller, request, resourcePolicy)
      : 'silent';
    if (isAllowed(own, theirs, resourcePolicyKind)) return;
    const reason = reasonOf(own, theirs, action);
    const details = context?.['dynamodb:LeadingKeys'] ? ` (keys ${context['dynamodb:LeadingKeys'].join(', ')})` : '';
    this.logs.write(
      'denied',
      identity.roleName,
      `role ${identity.roleName} lacks ${action} on ${resource}${details}: ${reason}`,
    );
    throw new AccessDenied(
      `User: ${identity.arn} is not authorized to perform: ${action} on resource: ${resource} ${reason}`,
    );
  }
}

function isAllowed(own: Decision, theirs: ResourceDecision, kind: 'ordinary' | 'key'): boolean {
  if (own === 'denied explicitly' || theirs === 'denied explicitly') return false;
  if (theirs === 'allowed') return true;
  return own === 'allowed' && (kind === 'ordinary' || theirs === 'account');
}

function reasonOf(own: Decision, theirs: ResourceDecision, action: string): string {
  if (own === 'denied explicitly') return 'with an explicit deny in an identity-based policy';
  if (theirs === 'denied explicitly') return 'with an explicit deny in a resource-based policy';
  if (own === 'allowed') return `because no resource-based policy allows the ${action} action`;
  return `because no identity-based policy allows the ${action} action`;
}

function requestContext(
  identity: Identity & { kind: 'role' },
  given: Record<string, readonly string[]> = {},
): Map<string, readonly string[]> {
  const context = new Map<string, readonly string[]>([
    // On AWS functions use TLS; the local endpoint stands for that connection.
    ['aws:securetransport', ['true']],
    ['aws:principalarn', [identity.roleArn]],
    ['aws:principaltype', ['AssumedRole']],
    ['aws:principalaccount', [identity.roleArn.split(':')[4] ?? '']],
    ['aws:requestedregion', ['us-east-1']],
    ['aws:currenttime', [new Date().toISOString()]],
  ]);
  for (const [key, values] of Object.entries(given)) context.set(key.toLowerCase(), values);
  return context;
}
