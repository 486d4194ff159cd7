import * as z from 'zod';
import { refuseKeyAboveCaller, revokeApiKey } from '../../../kit/capabilities/api-keys.ts';
import { identityTable } from '../../../kit/capabilities/tables.ts';
import { defineTool } from '../../../kit/tool/define-tool.ts';
import { KEY_FORM, keyId, userId } from '../key-fields.ts';
import { findOwnKey, ownerOf } from '../own-key.ts';
import { API_KEY, CHECK_WITH, EFFECTIVE_WITHIN_SECONDS, nowSeconds, RATE_LIMIT, WRITE_SCOPE } from '../tool-traits.ts';

export default defineTool({
  name: 'revoke_api_key',
  version: '1.0.0',
  title: 'Revoke an API key',
  description:
    'Revokes one of your API keys, with every key and token made with it. They stop working within 60 seconds.',
  category: 'identity',
  subcategory: 'api-keys',
  tags: ['identity', 'api-key'],
  examples: [{ title: 'A key that leaked', arguments: { key_id: 'aB3dE6gH9jK2', reason: 'It was in a log file.' } }],
  input: z.object({
    user_id: userId,
    key_id: keyId,
    reason: z
      .string()
      .trim()
      .min(1)
      .max(200)
      .optional()
      .describe('Reason for the revocation, for readers of the audit trail.'),
  }),
  output: z.object({
    success: z.literal(true),
    key_id: z.string(),
    status: z.literal('revoked'),
    revoked_at: z.string().describe('When it was first revoked, ISO 8601, UTC.'),
    effective_within_seconds: z.int().describe('How long calls with the key may still be accepted, in seconds.'),
  }),
  annotations: { readOnly: false, destructive: true, idempotent: true, openWorld: false },
  requiredScopes: WRITE_SCOPE,
  rateLimit: RATE_LIMIT,
  timeoutMs: 10_000,
  sensitiveFields: ['reason'],
  auditFields: { user_id: 'person', key_id: KEY_FORM },
  subject: API_KEY,
  checkWith: CHECK_WITH,
  async effect({ user_id, key_id }, call) {
    const key = await findOwnKey(call, { owner: ownerOf(call, user_id), id: key_id });
    refuseKeyAboveCaller(call.context.principal, key);
    return `Revoke the API key ${key_id} ("${key.label}") of ${key.principal}, with every key and token made with it. This cannot be undone.`;
  },
  async execute({ user_id, key_id }, call) {
    const owner = ownerOf(call, user_id);
    await findOwnKey(call, { owner, id: key_id });
    const now = nowSeconds();
    await revokeApiKey(identityTable(), { id: key_id, by: call.context.principal, nowSeconds: now });
    const { revokedAt = new Date(now * 1000).toISOString() } = await findOwnKey(call, { owner, id: key_id });
    return {
      data: {
        success: true as const,
        key_id,
        status: 'revoked' as const,
        revoked_at: revokedAt,
        effective_within_seconds: EFFECTIVE_WITHIN_SECONDS,
      },
    };
  },
});
