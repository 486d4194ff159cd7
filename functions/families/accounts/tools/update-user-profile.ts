import * as z from 'zod';
import { defineTool } from '../../../kit/tool/define-tool.ts';
import { FIELD_NAMES, ProfileChange } from '../profile/fields.ts';
import { changeProfile } from '../profile/store-profile.ts';
import { WRITE_SCOPE } from '../tool-traits.ts';

export default defineTool({
  name: 'update_user_profile',
  version: '1.0.0',
  title: 'Change a profile',
  description:
    'Sets fields of a person’s profile, or removes them with null. Other fields stay. The answer names the fields and repeats no values.',
  category: 'identity',
  subcategory: 'profile',
  tags: ['identity', 'profile'],
  examples: [
    {
      title: 'Set two fields, remove one',
      arguments: { user_id: 'me', profile_data: { display_name: 'Uma', timezone: 'Europe/Berlin', phone: null } },
    },
  ],
  input: z.object({
    user_id: z.string().min(1).max(256).optional().describe('"me" or your own id; by default yours.'),
    profile_data: ProfileChange.describe('Fields to change; null removes a field.'),
  }),
  output: z.object({
    success: z.literal(true),
    user_id: z.string(),
    updated_fields: z.array(z.enum(FIELD_NAMES)).describe('Fields that were set or removed.'),
    updated_at: z.string().describe('ISO 8601, UTC.'),
  }),
  annotations: { readOnly: false, destructive: false, idempotent: true, openWorld: false },
  requiredScopes: WRITE_SCOPE,
  rateLimit: { perMinute: 30, perHour: 300, burst: 10 },
  timeoutMs: 10_000,
  sensitiveFields: ['profile_data'],
  auditFields: { user_id: 'person' },
  checkWith: 'the resource users://me/profile',
  async execute({ user_id, profile_data }, call) {
    const owner = user_id ?? call.context.principal.id;
    const { fields, updatedAt } = await changeProfile(call, { owner, change: profile_data });
    return { data: { success: true as const, user_id: owner, updated_fields: fields, updated_at: updatedAt } };
  },
});
