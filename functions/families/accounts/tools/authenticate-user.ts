import * as z from 'zod';
import { textKind } from '../../../../schemas/text-kind.ts';
import { ManifoldError } from '../../../core/errors/manifold-error.ts';
import { defineTool } from '../../../kit/tool/define-tool.ts';
import { answerWithCode, signInWithPassword } from '../provider/directory.ts';
import { SIGN_IN_RATE, SIGNS_IN } from '../tool-traits.ts';

const NEXT_STEP = 'Ask the person for the code of the authenticator, and call again with "session" and "mfa_code".';

export default defineTool({
  name: 'authenticate_user',
  version: '1.0.0',
  title: 'Sign a person in with a password',
  description:
    'Signs in a person of the user pool for clients that cannot use OAuth: first with user name and password, then, if asked, with the session of the first answer and a code of the authenticator. You see the password and the tokens: prefer OAuth, ask the person first, and quote none of them.',
  category: 'identity',
  subcategory: 'sign-in',
  tags: ['identity', 'sign-in'],
  examples: [
    {
      title: 'First call',
      arguments: { username: 'uma.user@example.test', password: 'an-invented-Passw0rd!' },
    },
    {
      title: 'Second call, with the code',
      arguments: { session: 'eyJ1c2VyIjoiLi4uIn0', mfa_code: '123456' },
    },
  ],
  ...SIGNS_IN,
  rateLimit: SIGN_IN_RATE,
  input: z.object({
    username: z
      .string()
      .trim()
      .min(1)
      .max(128)
      .optional()
      .meta({ description: 'User name or e-mail address; for the first call.', ...textKind('secret') }),
    password: z
      .string()
      .min(1)
      .max(256)
      .optional()
      .meta({ description: 'Password; for the first call.', ...textKind('secret') }),
    session: z
      .string()
      .min(1)
      .max(8_000)
      .optional()
      .meta({ description: '"session" of the first answer; for the second call.', ...textKind('secret') }),
    mfa_code: z
      .string()
      .transform((code) => code.replace(/\s/g, ''))
      .pipe(z.string().regex(/^\d{6}$/, 'expected the 6 digits that the authenticator shows'))
      .optional()
      .meta({
        description: 'The 6 digits that the person’s authenticator shows; for the second call.',
        ...textKind('digits'),
      }),
  }),
  output: z.object({
    status: z.enum(['authenticated', 'mfa_required']),
    token: z.string().optional().describe('Access token for this endpoint. Left out of a replayed answer.'),
    refresh_token: z
      .string()
      .optional()
      .describe('For the tool refresh_token; can be used once. Left out of a replayed answer.'),
    token_type: z.literal('Bearer').optional(),
    expires_in: z.int().optional().describe('Seconds until the token ends.'),
    challenge: z.literal('SOFTWARE_TOKEN_MFA').optional(),
    session: z
      .string()
      .optional()
      .describe('For the second call, within three minutes. Left out of a replayed answer.'),
    next_step: z.string().optional(),
  }),
  sensitiveFields: ['username', 'password', 'session', 'mfa_code'],
  shownOnceFields: ['token', 'refresh_token', 'session'],
  validate({ username, password, session, mfa_code }) {
    if (session === undefined && mfa_code === undefined) {
      if (username === undefined) throw missing('username');
      if (password === undefined) throw missing('password');
      return;
    }
    if (session === undefined) throw missing('session');
    if (mfa_code === undefined) throw missing('mfa_code');
    if (password !== undefined) {
      throw new ManifoldError(
        'E2004',
        '"password" belongs to the first call; the second takes only session and mfa_code.',
        {
          details: { field: 'password', expectedFormat: 'left out if "session" is given' },
        },
      );
    }
  },
  async execute({ username = '', password = '', session, mfa_code = '' }, call) {
    if (session !== undefined) {
      const tokens = await answerWithCode(call, { session, code: mfa_code });
      return { data: { status: 'authenticated' as const, ...tokens } };
    }
    const signIn = await signInWithPassword(call, { username, password });
    if (signIn.state === 'signed-in') return { data: { status: 'authenticated' as const, ...signIn.tokens } };
    return {
      data: {
        status: 'mfa_required' as const,
        challenge: 'SOFTWARE_TOKEN_MFA' as const,
        session: signIn.session,
        next_step: NEXT_STEP,
      },
    };
  },
});

const missing = (field: string) =>
  new ManifoldError('E2003', `"${field}" is missing.`, {
    details: { field, expectedFormat: 'username and password, or session and mfa_code' },
  });
