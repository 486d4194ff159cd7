import type { Context, Token } from 'oidc-provider';
import { REGION } from '../account.ts';
import { findPerson, type Person } from './people.ts';
import type { UserPool } from './user-pool.ts';

/** Calls a function of the assembly as Cognito does; answers with what it returned. */
export type CallTrigger = (functionName: string, event: unknown) => Promise<unknown>;

/**
 * Claims of an access token beside the standard ones, as Cognito has them (Developer Guide, "Understanding the access
 * token"), and what the pool's trigger adds.
 */
export async function accessTokenClaims(
  pool: UserPool,
  call: CallTrigger,
  { oidc }: Context,
  { accountId, scope }: Token,
): Promise<Record<string, unknown>> {
  const person = accountId === undefined ? undefined : findPerson(accountId);
  const own = { token_use: 'access', version: 2 };
  // Triggers of version 2 are not asked about machine clients.
  if (!person) return own;
  const { authTime, amr = [] } = oidc.entities.AuthorizationCode ?? oidc.entities.RefreshToken ?? {};
  const event = triggerEvent(pool, person, {
    clientId: oidc.client?.clientId ?? '',
    scopes: (scope ?? '').split(' '),
    mfa: amr.includes('otp'),
    refresh: oidc.entities.AuthorizationCode === undefined,
  });
  const added = pool.preTokenFunction === undefined ? {} : claimsIn(await call(pool.preTokenFunction, event));
  return {
    ...own,
    username: person.sub,
    ...(person.groups.length > 0 ? { 'cognito:groups': person.groups } : {}),
    ...(authTime === undefined ? {} : { auth_time: authTime }),
    ...added,
  };
}

/** Version 2 of the event of the pre token generation trigger. */
function triggerEvent(
  pool: UserPool,
  person: Person,
  signIn: { clientId: string; scopes: string[]; mfa: boolean; refresh: boolean },
) {
  return {
    version: '2',
    triggerSource: signIn.refresh ? 'TokenGeneration_RefreshTokens' : 'TokenGeneration_HostedAuth',
    region: REGION,
    userPoolId: pool.id,
    userName: person.sub,
    callerContext: { awsSdkVersion: 'local', clientId: signIn.clientId },
    request: {
      userAttributes: {
        sub: person.sub,
        email: person.email,
        email_verified: 'true',
        name: person.name,
        // Who gives no one-time password comes from a directory of their own, here as in a pool that asks for one.
        'cognito:user_status': signIn.mfa ? 'CONFIRMED' : 'EXTERNAL_PROVIDER',
        'custom:tenant': person.tenant,
        'custom:tier': person.tier,
      },
      groupConfiguration: { groupsToOverride: person.groups, iamRolesToOverride: [], preferredRole: null },
      scopes: signIn.scopes,
    },
    response: { claimsAndScopeOverrideDetails: null },
  };
}

function claimsIn(answer: unknown): Record<string, unknown> {
  const { response } = Object(answer) as { response?: unknown };
  const { claimsAndScopeOverrideDetails } = Object(response) as { claimsAndScopeOverrideDetails?: unknown };
  const { accessTokenGeneration } = Object(claimsAndScopeOverrideDetails) as { accessTokenGeneration?: unknown };
  return Object(Object(accessTokenGeneration).claimsToAddOrOverride);
}
