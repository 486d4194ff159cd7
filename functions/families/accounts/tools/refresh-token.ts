import * as z from 'zod';
import { defineTool } from '../../../kit/tool/define-tool.ts';
import { refreshTokens } from '../provider/directory.ts';
import { SIGN_IN_RATE, SIGNS_IN } from '../tool-traits.ts';

export default defineTool({
  name: 'refresh_token',
  version: '1.0.0',
  title: 'Renew an access token',
  description:
    'Exchanges a refresh token of authenticate_user for a new access token and the next refresh token. The old one ends ten seconds later; keep the new one in its place. A lost answer can be asked for again within these seconds, else sign in again.',
  category: 'identity',
  subcategory: 'sign-in',
  tags: ['identity', 'sign-in'],
  examples: [{ title: 'Renew', arguments: { refresh_token: 'the-refresh-token-of-the-last-answer' } }],
  ...SIGNS_IN,
  rateLimit: SIGN_IN_RATE,
  input: z.object({
    refresh_token: z.string().trim().min(16).max(8_000).describe('The refresh token of the last answer.'),
  }),
  output: z.object({
    token: z.string().optional().describe('Access token for this endpoint. Not in a repeat of the call.'),
    refresh_token: z.string().optional().describe('The next one, in place of the old. Not in a repeat of the call.'),
    token_type: z.literal('Bearer'),
    expires_in: z.int().describe('Seconds until the token ends.'),
  }),
  sensitiveFields: ['refresh_token'],
  shownOnceFields: ['token', 'refresh_token'],
  execute: async ({ refresh_token }, call) => ({ data: await refreshTokens(call, refresh_token) }),
});
