import type { Decision } from '../../../schemas/policy.ts';
import type { ResourceTemplateRecord, ToolRecord } from '../../../schemas/registry-records.ts';
import { ACTING_SCOPES } from '../../../schemas/role-scopes.ts';
import { ownerNotFound } from '../../core/principal/owner.ts';
import { missingScopes } from '../../core/principal/scopes.ts';
import { policyResourceOf } from '../../platform/policy/policy-resource.ts';
import type { FrontRequest } from '../front-request.ts';
import { policyContext } from '../policy/policy-context.ts';
import { alarm } from './policy.ts';

/** What of a request says for whom its caller may act. */
export type ActingCaller = Pick<
  FrontRequest,
  'principal' | 'engine' | 'catalogue' | 'endpoint' | 'sourceIp' | 'correlationId'
>;

/**
 * Lets a caller act for the owner of what is called or read. For another person it takes a scope for that, the role that
 * the scope takes, and a policy that permits `users:act` on this very tool or resource; one that asks for an approval
 * does not permit it. The policies then decide about the call itself as for any other.
 *
 * @returns the decision; nothing if the owner is the caller
 * @throws {ManifoldError} E4007 as if there were nothing: who exists, and whose tools these are, is not for strangers
 */
export async function requireActing(
  caller: ActingCaller,
  record: ToolRecord | ResourceTemplateRecord,
  owner: string,
): Promise<{ acting?: Decision }> {
  const { principal, engine, catalogue } = caller;
  if (owner === principal.id) return {};
  if (missingScopes(ACTING_SCOPES, principal).length === ACTING_SCOPES.length) throw ownerNotFound();
  const acting = await engine.decide({
    principal,
    action: 'users:act',
    resource: policyResourceOf(catalogue, record),
    arguments: {},
    context: { ...policyContext(caller), owner },
  });
  alarm(acting, caller);
  if (acting.effect !== 'allow') throw ownerNotFound();
  return { acting };
}
