import * as z from 'zod';
import type { Principal } from '../../../schemas/invocation.ts';
import { Lineage } from '../../../schemas/lineage.ts';
import { Tier } from '../../../schemas/tool-definition.ts';
import { CLOCK_TOLERANCE_SECONDS } from '../../core/clock/clock-tolerance.ts';
import { ManifoldError } from '../../core/errors/manifold-error.ts';
import { withoutUndefined } from '../../core/json/without-undefined.ts';

/** The authorizer's context. API Gateway passes only strings on, so lists are words. */
const AuthorizerContext = z.object({
  principalId: z.string().min(1),
  tenant: z.string().min(1),
  tier: Tier,
  roles: z.string(),
  scopes: z.string(),
  credential: z.string(),
  bundle: z.string().min(1).optional(),
  unattended: z.enum(['true', 'false']).optional(),
  /** Unix seconds and methods of the last authentication (RFC 9068, section 2.2.1), if the token names them. */
  authTime: z.string().regex(/^\d+$/).optional(),
  amr: z.string().optional(),
  acr: z.string().optional(),
  /** Lineage of the credential as JSON, for credentials that are made with it. */
  lineage: z.string().transform(lineageIn).pipe(Lineage).optional(),
  endsAt: z.string().regex(/^\d+$/).optional(),
  ownerTier: Tier.optional(),
  /** Unix seconds after which the credential is no longer valid. */
  expiresAt: z.string().regex(/^\d+$/).optional(),
});

/**
 * The principal in the authorizer's context.
 * @throws {ManifoldError} E1001 if there is no principal, so a route without an authorizer stays closed; E1003 if the
 * credential has expired while the gateway cached the authorizer's answer
 */
export function principalFrom(authorizerContext: unknown, nowSeconds = Date.now() / 1000): Principal {
  const context = AuthorizerContext.safeParse(authorizerContext);
  if (!context.success) throw new ManifoldError('E1001', 'The request carries no principal.');
  const { principalId, roles, scopes, unattended, authTime, amr, expiresAt, endsAt, lineage, ownerTier, ...rest } =
    context.data;
  if (expiresAt !== undefined && Number(expiresAt) + CLOCK_TOLERANCE_SECONDS <= nowSeconds) {
    throw new ManifoldError('E1003', 'The credential has expired. Refresh it, or sign in again.');
  }
  return {
    ...rest,
    id: principalId,
    roles: words(roles),
    scopes: words(scopes),
    unattended: unattended === 'true' || undefined,
    authTime: authTime === undefined ? undefined : Number(authTime),
    amr: amr === undefined ? undefined : words(amr),
    lineage,
    endsAt: endsAt === undefined ? undefined : Number(endsAt),
    ownerTier,
  };
}

/** The authorizer's context for a principal; `expiresAt` is the end of the credential in Unix seconds. */
export function toAuthorizerContext(principal: Principal, expiresAt?: number): Record<string, string | undefined> {
  const {
    tenant,
    tier,
    roles,
    scopes,
    credential,
    bundle,
    unattended,
    authTime,
    amr,
    acr,
    lineage,
    endsAt,
    ownerTier,
  } = principal;
  return withoutUndefined<Record<string, string | undefined>>({
    tenant,
    tier,
    roles: roles.join(' '),
    scopes: scopes.join(' '),
    credential,
    bundle,
    unattended: unattended ? 'true' : undefined,
    authTime: authTime?.toString(),
    amr: amr?.join(' '),
    acr,
    lineage: lineage && JSON.stringify(lineage),
    endsAt: wholeSeconds(endsAt),
    ownerTier,
    expiresAt: wholeSeconds(expiresAt),
  });
}

const wholeSeconds = (seconds: number | undefined) => (seconds === undefined ? undefined : String(Math.floor(seconds)));

/** The value of a JSON text; undefined, which is not a lineage, for any other text. */
function lineageIn(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function words(text: string): string[] {
  return text.split(' ').filter(Boolean);
}
