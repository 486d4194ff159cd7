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
  const added = await addedByTrigger(pool, call, person, {
    clientId: oidc.client?.clientId ?? '',
    scopes: (scope ?? '').split(' '),
    status: amr.includes('otp') ? 'CONFIRMED' : 'EXTERNAL_PROVIDER',
    source: oidc.entities.AuthorizationCode === undefined ? 'RefreshTokens' : 'HostedAuth',
  });
  return {
    ...own,
    username: person.sub,
    ...(person.groups.length > 0 ? { 'cognito:groups': person.groups } : {}),
    ...(authTime === undefined ? {} : { auth_time: authTime }),
    ...added,
  };
}

/** How somebody signed in, as the trigger is told. */
export type SignInFacts = {
  clientId: string;
  scopes: string[];
  /** Who gives no one-time password at the page comes from a directory of their own, also in a pool that asks for one. */
  status: 'CONFIRMED' | 'EXTERNAL_PROVIDER';
  source: 'HostedAuth' | 'RefreshTokens' | 'Authentication';
};

/** Claims that the pool's trigger adds, where it has one. */
export async function addedByTrigger(
  pool: UserPool,
  call: CallTrigger,
  person: Person,
  facts: SignInFacts,
): Promise<Record<string, unknown>> {
  if (pool.preTokenFunction === undefined) return {};
  return claimsIn(await call(pool.preTokenFunction, triggerEvent(pool, person, facts)));
}

/** Version 2 of the event of the pre token generation trigger. */
function triggerEvent(pool: UserPool, person: Person, signIn: SignInFacts) {
  return {
    version: '2',
    triggerSource: `TokenGeneration_${signIn.source}`,
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
        'cognito:user_status': signIn.status,
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
