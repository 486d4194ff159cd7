import * as z from 'zod';
import { textKind } from '../../../../schemas/text-kind.ts';
import { defineTool } from '../../../kit/tool/define-tool.ts';
import { refreshTokens } from '../provider/directory.ts';
import { SIGN_IN_RATE, SIGNS_IN } from '../tool-traits.ts';

export default defineTool({
  name: 'refresh_token',
  version: '1.0.0',
  title: 'Get a new access token',
  description:
    'Exchanges a refresh token of authenticate_user for a new access token and a new refresh token. The old refresh token ends ten seconds later; keep the new one instead. If the answer is lost, call again within these ten seconds; after them, sign in again.',
  category: 'identity',
  subcategory: 'sign-in',
  tags: ['identity', 'sign-in'],
  examples: [{ title: 'New tokens', arguments: { refresh_token: 'the-refresh-token-of-the-last-answer' } }],
  ...SIGNS_IN,
  rateLimit: SIGN_IN_RATE,
  input: z.object({
    refresh_token: z
      .string()
      .trim()
      .min(16)
      .max(8_000)
      .meta({ description: 'The refresh token of the last answer.', ...textKind('secret') }),
  }),
  output: z.object({
    token: z.string().optional().describe('Access token for this endpoint. Left out of a replayed answer.'),
    refresh_token: z
      .string()
      .optional()
      .describe('The new refresh token, which replaces the old one. Left out of a replayed answer.'),
    token_type: z.literal('Bearer'),
    expires_in: z.int().describe('Seconds until the token ends.'),
  }),
  sensitiveFields: ['refresh_token'],
  shownOnceFields: ['token', 'refresh_token'],
  execute: async ({ refresh_token }, call) => ({ data: await refreshTokens(call, refresh_token) }),
});
