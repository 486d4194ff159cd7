import * as z from 'zod';
import { ManifoldError } from '../../../core/errors/manifold-error.ts';
import { changeApiKeyPermissions, keyMakerOf } from '../../../kit/capabilities/api-keys.ts';
import { identityTable } from '../../../kit/capabilities/tables.ts';
import { defineTool } from '../../../kit/tool/define-tool.ts';
import { KEY_FORM, keyId, permissions, roles, userId } from '../key-fields.ts';
import { findOwnKey, ownerOf, refuseOtherOwner, withPermissionsField } from '../own-key.ts';
import { API_KEY, CHECK_WITH, EFFECTIVE_WITHIN_SECONDS, nowSeconds, RATE_LIMIT, WRITE_SCOPE } from '../tool-traits.ts';

export default defineTool({
  name: 'update_api_key_permissions',
  version: '1.0.0',
  title: 'Change what an API key may do',
  description:
    'Replaces the permissions of one of your API keys, and its roles if you name any, with ones that you and the key that it was made with have. The key has them within 60 seconds; its tokens stop working.',
  category: 'identity',
  subcategory: 'api-keys',
  tags: ['identity', 'api-key'],
  examples: [{ title: 'Only reading', arguments: { key_id: 'aB3dE6gH9jK2', permissions: ['kyc:read'] } }],
  input: z.object({
    user_id: userId,
    key_id: keyId,
    permissions: permissions.describe('All scopes of the key from now on; none that you lack.'),
    roles: roles.optional().describe('Roles from now on, none above yours; by default unchanged.'),
  }),
  output: z.object({
    success: z.literal(true),
    key_id: z.string(),
    updated_permissions: z.array(z.string()).describe('Scopes of the key now.'),
    roles: z.array(z.string()),
    effective_within_seconds: z.int().describe('How long the former permissions may still apply, in seconds.'),
  }),
  annotations: { readOnly: false, destructive: false, idempotent: true, openWorld: false },
  requiredScopes: WRITE_SCOPE,
  rateLimit: RATE_LIMIT,
  timeoutMs: 10_000,
  auditFields: { user_id: 'person', key_id: KEY_FORM, permissions: 'scope', roles: 'closed' },
  subject: API_KEY,
  checkWith: CHECK_WITH,
  async execute({ user_id, key_id, permissions: scopes, roles: wanted }, call) {
    refuseOtherOwner(call, user_id);
    const { principal } = call.context;
    const known = await findOwnKey(call, { owner: ownerOf(call, user_id), id: key_id });
    if (known.status === 'revoked') throw revoked();
    if (key_id === principal.credential) throw ownCredential();
    const given = { scopes, roles: wanted ?? known.roles };
    await changeApiKeyPermissions(identityTable(), {
      id: key_id,
      permissions: given,
      changer: await keyMakerOf(identityTable(), principal),
      nowSeconds: nowSeconds(),
    }).catch((thrown: unknown) => {
      throw withPermissionsField(thrown);
    });
    return {
      data: {
        success: true as const,
        key_id,
        updated_permissions: given.scopes,
        roles: given.roles,
        effective_within_seconds: EFFECTIVE_WITHIN_SECONDS,
      },
    };
  },
});

const revoked = () =>
  new ManifoldError('E4008', 'This API key has been revoked and cannot be changed.', {
    details: { field: 'key_id', suggestion: 'Make a new one with generate_api_key.' },
  });

/** A key cannot change itself, because a mistake would lock its holder out. */
const ownCredential = () =>
  new ManifoldError('E2004', '"key_id" is the key that this call was made with; it cannot change itself.', {
    details: { field: 'key_id', expectedFormat: 'another key of yours', suggestion: 'Sign in, or use another key.' },
  });
