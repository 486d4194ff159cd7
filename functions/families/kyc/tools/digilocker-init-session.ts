import * as z from 'zod';
import { ManifoldError } from '../../../core/errors/manifold-error.ts';
import { defineTool } from '../../../kit/tool/define-tool.ts';
import { NO_RETRY } from '../../../kit/tool/retry.ts';
import { mobileField } from '../formats/bank-account.ts';
import { DocType } from '../formats/digilocker.ts';
import { readRedirect } from '../formats/redirect.ts';
import { metaOf } from '../provider/answer-meta.ts';
import { ask } from '../provider/ask.ts';
import { COMMON_FAILURES } from '../provider/failures/common.ts';
import { INIT_FAILURES } from '../provider/failures/digilocker.ts';
import { readData } from '../provider/read-data.ts';
import { rememberOpened } from '../store/opened.ts';
import { ACTS_EACH_TIME, READ_SCOPE } from '../tool-traits.ts';

// A session whose answer was lost expires without harm, so its loss is an ordinary failure and the caller may retry.
const failures = [...INIT_FAILURES, ...COMMON_FAILURES];

const HOUR_MS = 3_600_000;

const SessionData = z.object({ session_id: z.string().min(1), authorization_url: z.url() });

export default defineTool({
  name: 'digilocker_init_session',
  version: '1.0.0',
  title: 'Start a DigiLocker session',
  description:
    'Starts a session in which a person shares documents from their DigiLocker. Show them authorization_url, where they sign in and consent. Follow with digilocker_get_status until "succeeded", then digilocker_fetch_document.',
  category: 'kyc',
  subcategory: 'digilocker',
  tags: ['india', 'identity', 'documents'],
  examples: [
    {
      title: 'Aadhaar and PAN of a person who has a DigiLocker',
      arguments: { flow: 'signin', doc_types: ['aadhaar', 'pan'], redirect_url: 'https://example.com/kyc/done' },
    },
  ],
  input: z.object({
    flow: z.enum(['signin', 'signup']).describe('signin: the person has a DigiLocker; signup: they open one.'),
    doc_types: z.array(DocType).min(1).max(3).describe('Documents to ask for.'),
    redirect_url: z
      .string()
      .max(2_000)
      .regex(/^https:\/\/[^\s]+$/, 'expected an address that begins with https://')
      .meta({
        description: 'HTTPS address to which the person returns, at an allowed origin.',
        examples: ['https://example.com/kyc/done'],
      }),
    options: z
      .strictObject({
        verification_method: z
          .array(z.enum(['driving_license', 'pan', 'aadhaar', 'other', 'username', 'email', 'mobile']))
          .min(1)
          .max(7)
          .optional()
          .describe('Ways to sign in.'),
        pinless: z.boolean().optional().describe('signin: by OTP, without the DigiLocker PIN.'),
        usernameless: z.boolean().optional().describe('signup: without choosing a user name.'),
        verified_mobile: mobileField().optional(),
      })
      .optional()
      .describe('How the person signs in.'),
    consent_expiry: z
      .int()
      .positive()
      .optional()
      .describe('End of the consent in Unix milliseconds, at least an hour from now.'),
  }),
  output: z.object({
    session_id: z.string(),
    authorization_url: z.string().describe('Page on which the person consents. Show it only to that person.'),
    created_at: z.int().describe('When the provider answered, in Unix seconds.'),
  }),
  annotations: ACTS_EACH_TIME,
  retry: NO_RETRY,
  requiredScopes: READ_SCOPE,
  errorMappings: failures,
  sensitiveFields: ['redirect_url', 'options.verified_mobile'],
  auditFields: { flow: 'closed', doc_types: 'closed' },
  validate({ consent_expiry }) {
    if (consent_expiry === undefined || consent_expiry >= Date.now() + HOUR_MS) return;
    throw new ManifoldError('E2004', '"consent_expiry" is not valid: it is less than one hour from now.', {
      details: { field: 'consent_expiry', expectedFormat: 'Unix milliseconds, at least one hour from now' },
    });
  },
  async execute({ doc_types, redirect_url, ...rest }, call) {
    const redirect = readRedirect(call.setting('KYC_REDIRECT_ORIGINS'), redirect_url);
    const answer = await ask(call, {
      method: 'POST',
      path: '/kyc/digilocker/sessions/init',
      body: {
        '@entity': 'in.co.sandbox.kyc.digilocker.session.request',
        ...rest,
        redirect_url: redirect,
        doc_types: [...new Set(doc_types)],
      },
      failures,
    });
    const session = readData(SessionData, answer.data);
    await rememberOpened(call, { kind: 'digilocker-session', id: session.session_id, goodUntil: rest.consent_expiry });
    return { data: { ...session, created_at: answer.answeredAt }, meta: metaOf(answer) };
  },
});
