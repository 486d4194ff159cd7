import * as z from 'zod';
import { MAX_KEY_DAYS } from '../../../../schemas/api-keys.ts';
import { Slug } from '../../../../schemas/json.ts';
import { textKind } from '../../../../schemas/text-kind.ts';
import { Tier } from '../../../../schemas/tool-definition.ts';
import { draftApiKey, keyCapsOf, keyMakerOf, storeApiKey } from '../../../kit/capabilities/api-keys.ts';
import { identityTable, registryTable } from '../../../kit/capabilities/tables.ts';
import { defineTool } from '../../../kit/tool/define-tool.ts';
import { keyView, permissions, roles, userId, viewOf } from '../key-fields.ts';
import { refuseOtherOwner, withPermissionsField } from '../own-key.ts';
import { API_KEY, CHECK_WITH, nowSeconds, RATE_LIMIT, WRITE_SCOPE } from '../tool-traits.ts';

const DAY_SECONDS = 24 * 3600;

export default defineTool({
  name: 'generate_api_key',
  version: '1.0.0',
  title: 'Make an API key',
  description:
    'Makes an API key for yourself, or for an agent of yours, with permissions that you have yourself. Only this answer shows the key: pass it on safely and do not repeat it.',
  category: 'identity',
  subcategory: 'api-keys',
  tags: ['identity', 'api-key'],
  examples: [
    {
      title: 'A key that reads KYC for 30 days',
      arguments: { name: 'Nightly report', permissions: ['kyc:read'], expires_in_days: 30 },
    },
    {
      title: 'A key for an agent',
      arguments: { name: 'Reconciliation', permissions: ['tools:list'], agent: 'reconciler' },
    },
  ],
  input: z.object({
    user_id: userId,
    name: z
      .string()
      .trim()
      .min(1)
      .max(100)
      .meta({ description: 'What the key is for.', ...textKind('name') }),
    permissions,
    roles: roles.optional().describe('Roles, none above yours; by default ["user"].'),
    tier: Tier.optional().describe('Plan of the key, not above that of your credential, which is the default.'),
    agent: Slug.optional().describe(
      'Name of the machine that uses the key, e.g. "reconciler"; it is never asked to confirm. By default the key is yours.',
    ),
    expires_in_days: z
      .int()
      .min(1)
      .max(MAX_KEY_DAYS)
      .default(90)
      .describe(
        `Days until the key ends, 1 to ${MAX_KEY_DAYS}; a key made with another credential ends no later than that one.`,
      ),
  }),
  output: z.object({
    ...keyView.shape,
    api_key: z.string().optional().describe('The key. It is shown once and left out of a replayed answer.'),
  }),
  annotations: { readOnly: false, destructive: false, idempotent: false, openWorld: false },
  requiredScopes: WRITE_SCOPE,
  rateLimit: RATE_LIMIT,
  timeoutMs: 10_000,
  sensitiveFields: ['name'],
  shownOnceFields: ['api_key'],
  auditFields: {
    user_id: 'person',
    permissions: 'scope',
    roles: 'closed',
    tier: 'closed',
    agent: 'hashed',
    expires_in_days: 'closed',
  },
  subject: API_KEY,
  checkWith: CHECK_WITH,
  async execute(
    { user_id, name, permissions: scopes, roles: wanted = ['user' as const], tier, agent, expires_in_days },
    call,
  ) {
    refuseOtherOwner(call, user_id);
    const maker = await keyMakerOf(identityTable(), call.context.principal);
    const now = nowSeconds();
    const request = { label: name, scopes, roles: wanted, tier, agent, expiresInDays: expires_in_days };
    const { key, record, summary } = drafted(request, maker, now);
    const caps = await keyCapsOf(registryTable(), record.principal);
    await storeApiKey(identityTable(), { record, summary }, { maker, caps, nowSeconds: now });
    const shortened = summary.expiresAt < now + expires_in_days * DAY_SECONDS;
    return {
      data: { ...viewOf(summary), api_key: key },
      meta: shortened
        ? { warnings: ['The key ends with the credential that it was made with, sooner than requested.'] }
        : {},
    };
  },
});

function drafted(...wanted: Parameters<typeof draftApiKey>): ReturnType<typeof draftApiKey> {
  try {
    return draftApiKey(...wanted);
  } catch (thrown) {
    throw withPermissionsField(thrown);
  }
}
