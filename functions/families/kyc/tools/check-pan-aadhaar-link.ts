import * as z from 'zod';
import { defineTool } from '../../../kit/tool/define-tool.ts';
import { aadhaarField, aadhaarWarnings, maskAadhaar, maskAadhaarIn } from '../formats/aadhaar.ts';
import { CONSENT_FORM, consentFields, REASON_WARNING } from '../formats/consent.ts';
import { panField, panWarnings } from '../formats/pan.ts';
import { metaOf } from '../provider/answer-meta.ts';
import { ask } from '../provider/ask.ts';
import { LINK_FAILURES } from '../provider/failures/aadhaar.ts';
import { COMMON_FAILURES } from '../provider/failures/common.ts';
import { CONSENT_FAILURES } from '../provider/failures/consent.ts';
import { PAN_FAILURES } from '../provider/failures/pan.ts';
import { readData } from '../provider/read-data.ts';
import { HOUR, IDENTIFIER_FORM, READ_ONLY, READ_SCOPE, unlessTimedOut } from '../tool-traits.ts';

const failures = [...LINK_FAILURES, ...PAN_FAILURES, ...CONSENT_FAILURES, ...COMMON_FAILURES];

const LinkData = z.object({ aadhaar_seeding_status: z.enum(['y', 'n', 'na']), message: z.string().optional() });

export default defineTool({
  name: 'check_pan_aadhaar_link',
  version: '1.0.0',
  title: 'Check whether a PAN is linked to an Aadhaar',
  description: 'Checks with the Income Tax Department whether the PAN of an individual is linked to an Aadhaar number.',
  category: 'kyc',
  subcategory: 'pan',
  tags: ['india', 'identity', 'tax', 'aadhaar'],
  examples: [
    {
      title: 'Documented test identity',
      arguments: {
        pan: 'XXXPX1234A',
        aadhaar_number: '1234 5678 9012',
        consent: 'Y',
        reason: 'Onboarding of a new customer',
      },
    },
  ],
  input: z.object({ pan: panField('PAN of the individual'), aadhaar_number: aadhaarField(), ...consentFields }),
  output: z.object({
    pan: z.string(),
    aadhaar_number: z.string().describe('Masked: only the last four digits.'),
    linked: z.boolean().describe('True if the PAN is linked to this Aadhaar number.'),
    aadhaar_seeding_status: z.enum(['y', 'n', 'na']).describe('y: linked, n: not linked, na: not applicable.'),
    message: z.string().nullable().describe('Message of the department, with masked Aadhaar numbers.'),
    verified_at: z.int().describe('When the provider answered, in Unix seconds.'),
  }),
  annotations: READ_ONLY,
  shouldRetry: unlessTimedOut,
  requiredScopes: READ_SCOPE,
  cache: {
    ttlSeconds: 2 * HOUR,
    keyFields: ['pan', 'aadhaar_number'],
    normalise: { pan: IDENTIFIER_FORM, aadhaar_number: IDENTIFIER_FORM },
    invalidateOn: ['pan_update', 'aadhaar_update', 'user_request'],
  },
  argumentWarnings: [REASON_WARNING],
  errorMappings: failures,
  sensitiveFields: ['pan', 'aadhaar_number'],
  auditFields: { consent: CONSENT_FORM },
  async execute({ pan, aadhaar_number, consent, reason }, call) {
    const answer = await ask(call, {
      method: 'POST',
      path: '/kyc/pan-aadhaar/status',
      body: { '@entity': 'in.co.sandbox.kyc.pan_aadhaar.status', pan, aadhaar_number, consent, reason },
      failures,
    });
    const { aadhaar_seeding_status, message } = readData(LinkData, answer.data);
    return {
      data: {
        pan,
        aadhaar_number: maskAadhaar(aadhaar_number),
        linked: aadhaar_seeding_status === 'y',
        aadhaar_seeding_status,
        message: message === undefined ? null : maskAadhaarIn(message),
        verified_at: answer.answeredAt,
      },
      meta: metaOf(answer, [...panWarnings(pan), ...aadhaarWarnings(aadhaar_number)]),
    };
  },
});
