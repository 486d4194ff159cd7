import * as z from 'zod';
import { AUDIT_FORMS } from '../../../../schemas/audit-field.ts';
import { tokenClient } from '../../../kit/capabilities/token-client.ts';
import { defineTool } from '../../../kit/tool/define-tool.ts';
import { NO_RETRY } from '../../../kit/tool/retry.ts';
import { findToken, revokeToken } from '../entitlement/tokens.ts';
import { TOKENS_SCOPE } from '../tool-traits.ts';

export default defineTool({
  name: 'revoke_subscription_token',
  version: '1.0.0',
  title: 'Revoke a subscription token',
  description: 'Revokes one of your subscription tokens. It stops working within a minute; this cannot be undone.',
  category: 'billing',
  subcategory: 'tokens',
  tags: ['credentials'],
  examples: [{ title: 'One token', arguments: { token_id: '00000000-0000-4000-8000-000000000001' } }],
  input: z.object({
    token_id: z.uuid().meta({ description: 'Id of the token, as billing://me/tokens gives it.' }),
    user_id: z.string().optional().meta({ description: 'Person whose token it is. You if left out.' }),
  }),
  output: z.object({ token_id: z.string(), revoked: z.boolean() }),
  annotations: { readOnly: false, destructive: true, idempotent: true, openWorld: false },
  retry: NO_RETRY,
  rateLimit: { perMinute: 10, perHour: 60, burst: 5 },
  requiredScopes: TOKENS_SCOPE,
  auditFields: { user_id: 'person', token_id: AUDIT_FORMS.uuid },
  checkWith: 'billing://me/tokens',
  effect: ({ token_id }) =>
    `Revoke the subscription token ${token_id}. Clients that use it stop working. This cannot be undone.`,
  async execute({ token_id: jti, user_id }, call) {
    const { correlationId, principal } = call.context;
    const owner = user_id ?? principal.id;
    await findToken(call.store, owner, jti);
    await revokeToken(call.store, {
      tenant: principal.tenant,
      owner,
      correlationId,
      tokens: tokenClient(),
      jti,
      reason: 'Revoked on request.',
    });
    return { data: { token_id: jti, revoked: true } };
  },
});
