import * as z from 'zod';
import type { Principal } from '../../../schemas/invocation.ts';
import { Tier } from '../../../schemas/tool-definition.ts';
import { ManifoldError } from '../errors/manifold-error.ts';

/** The context that the authorizer gives; API Gateway hands it on as flat strings, lists as words. */
const AuthorizerContext = z.object({
  principalId: z.string().min(1),
  tenant: z.string().min(1),
  tier: Tier,
  roles: z.string(),
  scopes: z.string(),
  credential: z.string(),
  unattended: z.enum(['true', 'false']).optional(),
  /** Unix seconds of the last authentication, and how it was made (RFC 9068, 2.2.1), where a token says it. */
  authTime: z.string().regex(/^\d+$/).optional(),
  amr: z.string().optional(),
  acr: z.string().optional(),
});

/**
 * The principal that the authorizer found.
 * @throws {ManifoldError} E1001 where there is none: a route that forgot its authorizer stays closed
 */
export function principalFrom(authorizerContext: unknown): Principal {
  const context = AuthorizerContext.safeParse(authorizerContext);
  if (!context.success) throw new ManifoldError('E1001', 'The request carries no principal.');
  const { principalId, roles, scopes, unattended, authTime, amr, ...rest } = context.data;
  return {
    ...rest,
    id: principalId,
    roles: words(roles),
    scopes: words(scopes),
    ...(unattended === 'true' ? { unattended: true } : {}),
    ...(authTime === undefined ? {} : { authTime: Number(authTime) }),
    ...(amr === undefined ? {} : { amr: words(amr) }),
  };
}

/** The context of a principal, as an authorizer has to give it. */
export function toAuthorizerContext(principal: Principal): Record<string, string> {
  const { tenant, tier, roles, scopes, credential, unattended, authTime, amr, acr } = principal;
  return {
    tenant,
    tier,
    roles: roles.join(' '),
    scopes: scopes.join(' '),
    credential,
    ...(unattended ? { unattended: 'true' } : {}),
    ...(authTime === undefined ? {} : { authTime: String(authTime) }),
    ...(amr === undefined ? {} : { amr: amr.join(' ') }),
    ...(acr === undefined ? {} : { acr }),
  };
}

function words(text: string): string[] {
  return text.split(' ').filter(Boolean);
}
