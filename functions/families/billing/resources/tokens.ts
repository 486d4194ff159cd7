import { expandTemplate } from '../../../core/uri-template/uri-template.ts';
import { JSON_TYPE, jsonContents } from '../../../kit/family/json-contents.ts';
import type { ResourceTemplate } from '../../../kit/tool/define-family.ts';
import { readyToken } from '../entitlement/ready-token.ts';
import { tokensOf } from '../entitlement/tokens.ts';
import { READ_SCOPE } from '../tool-traits.ts';

const TEMPLATE = 'billing://{user_id}/tokens';

/** Subscription tokens of a person, without the tokens themselves. */
export const tokens: ResourceTemplate = {
  definition: {
    uriTemplate: TEMPLATE,
    name: 'subscription-tokens',
    title: 'Subscription tokens',
    description:
      'Valid subscription tokens of a person ("me" for yourself): id, scopes, when they end; and whether the first payment has made one ready, which issue_subscription_token fetches.',
    mimeType: JSON_TYPE,
    completes: [],
    requiredScopes: READ_SCOPE,
    ttlSeconds: 0,
  },
  complete: {},
  async read(variables, call) {
    const { user_id: owner = '' } = variables;
    const found = await tokensOf(call.store, owner);
    const ready = await readyToken(call.store, owner);
    return jsonContents(expandTemplate(TEMPLATE, variables), {
      ready: ready ? { subscription_id: ready.subscriptionId, since: ready.since } : null,
      tokens: found.map(({ jti, tier, scopes, issuedAt, expiresAt }) => ({
        token_id: jti,
        tier,
        scopes,
        issued_at: issuedAt,
        expires_at: new Date(expiresAt * 1000).toISOString(),
      })),
    });
  },
};
