import { iamArn } from '../account.ts';
import { type AccessRequest, applies } from './evaluate.ts';
import { matchesArn } from './match.ts';
import type { Policy, Principals } from './policy.ts';

/** The caller: a role of the account, or a service of AWS. */
export type Caller = { kind: 'role'; roleArn: string } | { kind: 'service'; service: string };

/**
 * What a resource's own policy says about a request: `account` if it leaves the decision to the account's identity
 * policies (principal `arn:…:root`), as key policies do by default.
 */
export type ResourceDecision = 'allowed' | 'denied explicitly' | 'account' | 'silent';

export function evaluateResourcePolicy(caller: Caller, request: AccessRequest, policy: Policy): ResourceDecision {
  let decision: ResourceDecision = 'silent';
  for (const statement of policy.statements) {
    const named = matchOf(caller, statement.principals);
    const excluded = statement.notPrincipals && matchOf(caller, statement.notPrincipals) !== 'none';
    if ((named === 'none' && !statement.notPrincipals) || excluded) continue;
    if (!applies(statement, request)) continue;
    if (statement.effect === 'Deny') return 'denied explicitly';
    if (named === 'account') decision = decision === 'allowed' ? decision : 'account';
    else decision = 'allowed';
  }
  return decision;
}

function matchOf(caller: Caller, principals: Principals | undefined): 'caller' | 'account' | 'none' {
  if (!principals) return 'none';
  if (principals['*'] || principals.AWS?.includes('*')) return 'caller';
  if (caller.kind === 'service') return principals.Service?.includes(caller.service) ? 'caller' : 'none';
  const accounts = principals.AWS ?? [];
  if (accounts.some((arn) => matchesArn(arn, caller.roleArn))) return 'caller';
  const root = iamArn('root');
  return accounts.some((arn) => arn === root || arn === root.split(':')[4]) ? 'account' : 'none';
}
