import * as z from 'zod';
import type { Principal } from '../../../schemas/invocation.ts';
import { Lineage } from '../../../schemas/lineage.ts';
import { Tier } from '../../../schemas/tool-definition.ts';
import { CLOCK_TOLERANCE_SECONDS } from '../../core/clock/clock-tolerance.ts';
import { ManifoldError } from '../../core/errors/manifold-error.ts';
import { withoutUndefined } from '../../core/json/without-undefined.ts';

/** The context that the authorizer gives; API Gateway hands it on as flat strings, lists as words. */
const AuthorizerContext = z.object({
  principalId: z.string().min(1),
  tenant: z.string().min(1),
  tier: Tier,
  roles: z.string(),
  scopes: z.string(),
  credential: z.string(),
  bundle: z.string().min(1).optional(),
  unattended: z.enum(['true', 'false']).optional(),
  /** Unix seconds of the last authentication, and how it was made (RFC 9068, 2.2.1), where a token says it. */
  authTime: z.string().regex(/^\d+$/).optional(),
  amr: z.string().optional(),
  acr: z.string().optional(),
  /** JSON; what the credential was made with, for what is made with it in turn. */
  lineage: z.string().transform(lineageIn).pipe(Lineage).optional(),
  endsAt: z.string().regex(/^\d+$/).optional(),
  ownerTier: Tier.optional(),
  /** Unix seconds after which the credential is no longer good. */
  expiresAt: z.string().regex(/^\d+$/).optional(),
});

/**
 * The principal that the authorizer found.
 * @throws {ManifoldError} E1001 where there is none: a route that forgot its authorizer stays closed; E1003 where the
 * credential has expired since: the gateway goes on using the authorizer's answer until its TTL ends
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

/** The context of a principal, as an authorizer has to give it; `expiresAt` is of the credential, in Unix seconds. */
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

/** The value of a text of JSON; undefined, which is no lineage, for any other text. */
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
