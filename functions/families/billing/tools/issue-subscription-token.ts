import * as z from 'zod';
import { requiresRole } from '../../../../schemas/role-scopes.ts';
import { textKind } from '../../../../schemas/text-kind.ts';
import { ManifoldError } from '../../../core/errors/manifold-error.ts';
import { missingScopes } from '../../../core/principal/scopes.ts';
import { tokenClient } from '../../../kit/capabilities/token-client.ts';
import type { Call } from '../../../kit/tool/call.ts';
import { defineTool } from '../../../kit/tool/define-tool.ts';
import { NO_RETRY } from '../../../kit/tool/retry.ts';
import { entitlementOf } from '../entitlement/entitlement.ts';
import { withdrawReadyToken } from '../entitlement/ready-token.ts';
import { rememberToken, revokeToken, tokensOf } from '../entitlement/tokens.ts';
import { TOKENS_SCOPE } from '../tool-traits.ts';

const MOST_SCOPES = 50;
/** Tokens that one person may have at a time. */
const MAX_TOKENS = 5;

/** Scopes that no such token has: it must not make credentials, which would outlive it. */
const WITHHELD = new Set<string>([...TOKENS_SCOPE, 'api-keys:write', '*']);

/** @throws {ManifoldError} E2004 for scopes that are withheld or need a role, E1004 for scopes that the caller lacks */
function refuseScopes(scopes: readonly string[], call: Call): void {
  const withheld = scopes.filter((scope) => WITHHELD.has(scope) || requiresRole(scope));
  if (withheld.length > 0) {
    throw new ManifoldError('E2004', `A subscription token cannot have the scope ${withheld.join(', ')}.`, {
      details: { field: 'scopes' },
    });
  }
  const missing = missingScopes(scopes, call.context.principal);
  if (missing.length === 0) return;
  throw new ManifoldError('E1004', 'A token cannot have scopes that you do not have.', {
    details: { field: 'scopes', missingScopes: missing },
  });
}

/** Every scope of the caller that such a token may have. @throws {ManifoldError} E2003 if they are not named one by one */
function scopesOf({ context }: Call): string[] {
  const { scopes } = context.principal;
  const allowed = scopes.filter((scope) => !WITHHELD.has(scope) && !requiresRole(scope));
  if (allowed.length > 0 && allowed.length <= MOST_SCOPES) return allowed;
  throw new ManifoldError('E2003', '"scopes" is missing, and those of your credential do not say which ones.', {
    details: { field: 'scopes', expectedFormat: 'the scopes of the token, such as ["exploits:read"]' },
  });
}

const noSubscription = () =>
  new ManifoldError('E4007', 'You have no subscription that is in effect and paid, which a token needs.', {
    details: { suggestion: 'Start one with create_subscription; its plan applies within a minute after the payment.' },
  });

export default defineTool({
  name: 'issue_subscription_token',
  version: '1.0.0',
  title: 'Issue a subscription token',
  description:
    'Issues a token of 365 days, for a client that can only store one text. The token is shown once, has at most your own scopes and the plan of your subscription, and stops working within two minutes after the subscription ends.',
  category: 'billing',
  subcategory: 'tokens',
  tags: ['credentials'],
  examples: [{ title: 'For reading exploits', arguments: { scopes: ['exploits:read'] } }],
  input: z.object({
    scopes: z
      .array(z.string().min(1).max(64).meta(textKind('identifier')))
      .min(1)
      .max(MOST_SCOPES)
      .optional()
      .meta({ description: 'Scopes of the token, all of them yours. All that such a token may have if left out.' }),
  }),
  output: z.object({
    token: z.string().describe('The credential, shown once. Keep it like a password.'),
    token_id: z.string().describe('For revoke_subscription_token.'),
    subscription_id: z.string().describe('The subscription that pays for it; a claim of the token.'),
    tier: z.string(),
    scopes: z.array(z.string()),
    expires_at: z.string().describe('ISO 8601, UTC.'),
  }),
  annotations: { readOnly: false, destructive: false, idempotent: false, openWorld: false },
  retry: NO_RETRY,
  rateLimit: { perMinute: 5, perHour: 20, burst: 2 },
  // The same arguments mean another token, and the answer is a secret that must not be stored.
  reissueWindowSeconds: 0,
  requiredScopes: TOKENS_SCOPE,
  auditFields: { scopes: 'scope' },
  checkWith: 'billing://me/tokens',
  async execute({ scopes: wanted }, call) {
    const scopes = wanted ?? scopesOf(call);
    refuseScopes(scopes, call);
    const { correlationId, principal } = call.context;
    const { id: owner, tenant, credential, bundle } = principal;
    const entitlement = await entitlementOf(call.store, owner);
    const { tier, subscriptionId, overdue } = entitlement ?? {};
    if (!tier || !subscriptionId || overdue) throw noSubscription();
    if ((await tokensOf(call.store, owner)).length >= MAX_TOKENS) {
      throw new ManifoldError('E2001', `You have ${MAX_TOKENS} tokens already.`, {
        details: { suggestion: 'Revoke one with revoke_subscription_token first; billing://me/tokens lists them.' },
      });
    }
    const tokens = tokenClient();
    const unique = [...new Set(scopes)];
    const { token, jti, expiresAt } = await tokens.issue({
      family: 'billing',
      correlationId,
      tenant,
      principal: owner,
      credential,
      bundle,
      tier,
      subscriptionId,
      scopes: unique,
      notAfter: principal.endsAt,
      unattended: principal.unattended || undefined,
      lineage: principal.lineage,
    });
    await rememberToken(call.store, owner, {
      jti,
      tier,
      scopes: unique,
      issuedAt: new Date().toISOString(),
      expiresAt,
    });
    // If the subscription ended in the meantime, its tokens may have been listed before this one was recorded.
    const after = await entitlementOf(call.store, owner);
    if (!after?.tier || after.overdue) {
      const reason = 'The subscription ended while the token was made.';
      await revokeToken(call.store, { tenant, owner, correlationId, tokens, jti, reason });
      throw noSubscription();
    }
    await withdrawReadyToken(call.store, owner);
    return {
      data: {
        token,
        token_id: jti,
        subscription_id: subscriptionId,
        tier,
        scopes: unique,
        expires_at: new Date(expiresAt * 1000).toISOString(),
      },
    };
  },
});
