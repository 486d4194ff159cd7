import type { Context, Token } from 'oidc-provider';
import { REGION } from '../account.ts';
import { findPerson, type Person } from './people.ts';
import type { UserPool } from './user-pool.ts';

/** Calls a function of the assembly as Cognito does; answers with what it returned. */
export type CallTrigger = (functionName: string, event: unknown) => Promise<unknown>;

/**
 * The parts of an access token that Cognito adds (Developer Guide, "Understanding the access token"): its claims, those of
 * the pool's trigger, and the scopes after the trigger.
 */
export async function accessTokenParts(
  pool: UserPool,
  call: CallTrigger,
  { oidc }: Context,
  { accountId, scope }: Token,
): Promise<TokenParts> {
  const person = accountId === undefined ? undefined : findPerson(accountId);
  const own = { token_use: 'access', version: 2 };
  const scopes = (scope ?? '').split(' ').filter(Boolean);
  // Triggers of version 2 are not called for machine clients.
  if (!person) return { claims: own, scopes };
  const { authTime, amr = [] } = oidc.entities.AuthorizationCode ?? oidc.entities.RefreshToken ?? {};
  const changed = await changedByTrigger(pool, call, person, {
    clientId: oidc.client?.clientId ?? '',
    scopes,
    status: amr.includes('otp') ? 'CONFIRMED' : 'EXTERNAL_PROVIDER',
    source: oidc.entities.AuthorizationCode === undefined ? 'RefreshTokens' : 'HostedAuth',
  });
  const claims = {
    ...own,
    username: person.sub,
    ...(person.groups.length > 0 ? { 'cognito:groups': person.groups } : {}),
    auth_time: authTime,
    ...changed.claims,
  };
  return { claims, scopes: changed.scopes };
}

/** Claims and scopes of an access token. */
export type TokenParts = { claims: Record<string, unknown>; scopes: string[] };

/** How a person signed in, as the trigger's event says it. */
export type SignInFacts = {
  clientId: string;
  scopes: string[];
  /** A sign-in without a one-time password counts as one by an external provider, also in a pool that asks for one. */
  status: 'CONFIRMED' | 'EXTERNAL_PROVIDER';
  source: 'HostedAuth' | 'RefreshTokens' | 'Authentication';
};

/** Claims that the pool's trigger adds, if it has one, and the scopes of the sign-in after it. */
export async function changedByTrigger(
  pool: UserPool,
  call: CallTrigger,
  person: Person,
  facts: SignInFacts,
): Promise<TokenParts> {
  const { scopes } = facts;
  if (pool.preTokenFunction === undefined) return { claims: {}, scopes };
  const answer = generationIn(await call(pool.preTokenFunction, triggerEvent(pool, person, facts)));
  const suppressed = textsOf(answer.scopesToSuppress);
  const left = scopes.filter((scope) => !suppressed.includes(scope));
  return {
    claims: Object(answer.claimsToAddOrOverride),
    scopes: [...new Set([...left, ...textsOf(answer.scopesToAdd)])],
  };
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

/** The trigger's changes to access tokens; those to id tokens are ignored. */
function generationIn(answer: unknown): Record<string, unknown> {
  const { response } = Object(answer) as { response?: unknown };
  const { claimsAndScopeOverrideDetails } = Object(response) as { claimsAndScopeOverrideDetails?: unknown };
  const { accessTokenGeneration } = Object(claimsAndScopeOverrideDetails) as { accessTokenGeneration?: unknown };
  return Object(accessTokenGeneration);
}

function textsOf(value: unknown): string[] {
  return Array.isArray(value) ? value.map(String) : [];
}
