import { LIFETIME_SECONDS, PLATFORM_ISSUER } from '../../schemas/platform-tokens.ts';
import { requiresRole } from '../../schemas/role-scopes.ts';
import { SubscriptionOrder, type SubscriptionReceipt } from '../../schemas/subscription-tokens.ts';
import { CLOCK_TOLERANCE_SECONDS } from '../core/clock/clock-tolerance.ts';
import { readApiKey } from '../platform/api-keys/api-key-repository.ts';
import { isActive } from '../platform/api-keys/current-rights.ts';
import { lastingLineage } from '../platform/api-keys/key-maker.ts';
import { scopesForAudit } from '../platform/audit/known-scopes.ts';
import { revokeToken } from '../platform/identity/revocations.ts';
import { audienceFor } from './audience.ts';
import { requestAudit } from './request-audit.ts';
import type { TokenServices } from './services.ts';

/** A subscription token has only the role `user`, so it cannot have scopes that require another role. */
const isWithheld = (scope: string) => scope === '*' || requiresRole(scope);

/** `client_id` of tokens for a family, in place of the id of an API key. */
const clientOf = (family: string) => `family:${family}`;

/** The order in an event; undefined if the event is a request through the gateway. */
export function subscriptionOrderOf(event: unknown): SubscriptionOrder | undefined {
  return SubscriptionOrder.safeParse(event).data;
}

/**
 * Issues and revokes subscription tokens for families with the capability `platform-tokens`, which alone may invoke
 * this function. Such a token is a person's: its one role is `user`, and it lives for a year.
 */
export async function fulfil(services: TokenServices, order: SubscriptionOrder): Promise<SubscriptionReceipt> {
  const { family, correlationId, tenant, principal } = order;
  const who = { tenant, principal, credential: clientOf(family) };
  const operation = order.kind === 'subscription/issue' ? 'auth/token' : 'auth/revoke';
  const audit = requestAudit(services, { operation, target: order.kind, correlationId, sourceIp: '0.0.0.0' });
  if (order.kind === 'subscription/revoke') {
    await audit.intent(who, { token: order.jti });
    await revokeToken(services.identity, {
      issuer: PLATFORM_ISSUER,
      jti: order.jti,
      until: services.now() + LIFETIME_SECONDS.subscription + 2 * CLOCK_TOLERANCE_SECONDS,
      reason: order.reason,
    });
    await audit.done(who, { token: order.jti });
    return { status: 'revoked' };
  }
  const { tier, scopes, lineage, unattended, subscriptionId } = order;
  const withheld = scopes.filter(isWithheld);
  if (withheld.length > 0) {
    return { status: 'refused', reason: `A subscription token cannot have the scope ${withheld.join(', ')}.` };
  }
  const key = await readApiKey(services.identity, order.credential);
  if (key && !isActive(key, services.now())) {
    return { status: 'refused', reason: 'The API key of this call has ended, so it cannot get a subscription token.' };
  }
  const notAfter = Math.min(order.notAfter ?? Infinity, key?.expiresAt ?? Infinity);
  const facts = { tier, scope: scopesForAudit(scopes, services.knownScopes).join(' ') };
  await audit.intent(who, facts);
  const signed = await services.signer.sign({
    principal: { id: principal, tenant, tier, roles: ['user'], scopes, unattended },
    clientId: clientOf(family),
    scopes,
    audience: audienceFor(order, services.publicUrl),
    kind: 'subscription',
    subscriptionId,
    notAfter,
    lineage: lineage && lastingLineage(lineage),
  });
  await audit.done(who, { ...facts, token: signed.jti });
  const expiresAt = services.now() + signed.expiresInSeconds;
  return { status: 'issued', token: signed.token, jti: signed.jti, expiresAt };
}
