import * as z from 'zod';
import { defineTool } from '../../../kit/tool/define-tool.ts';
import { NO_RETRY } from '../../../kit/tool/retry.ts';
import { aadhaarField, aadhaarWarnings, maskAadhaar, maskAadhaarIn } from '../formats/aadhaar.ts';
import { CONSENT_FORM, consentFields, REASON_WARNING } from '../formats/consent.ts';
import { metaOf } from '../provider/answer-meta.ts';
import { ask } from '../provider/ask.ts';
import { OTP_FAILURES } from '../provider/failures/aadhaar.ts';
import { onceOnlyFailures } from '../provider/failures/common.ts';
import { CONSENT_FAILURES } from '../provider/failures/consent.ts';
import { readData } from '../provider/read-data.ts';
import { rememberOpened } from '../store/opened.ts';
import { ACTS_EACH_TIME, READ_SCOPE } from '../tool-traits.ts';

const unknownOutcome =
  'An OTP may have been sent: check with the person whether a text message came. If none came within a minute, call again.';

const failures = [...OTP_FAILURES, ...CONSENT_FAILURES, ...onceOnlyFailures(unknownOutcome)];

const OtpData = z.object({ reference_id: z.coerce.string().min(1), message: z.string().optional() });

export default defineTool({
  name: 'aadhaar_okyc_generate_otp',
  version: '1.0.0',
  title: 'Send an Aadhaar OTP',
  description:
    'Sends a one-time password to the mobile number that is linked to an Aadhaar number. Each call sends a text message to a real person, so ask for consent first. Go on with aadhaar_okyc_verify_otp and the reference_id of the answer.',
  category: 'kyc',
  subcategory: 'aadhaar',
  tags: ['india', 'identity', 'aadhaar', 'otp'],
  examples: [
    {
      title: 'Documented test number',
      arguments: { aadhaar_number: '1234 5678 9012', consent: 'Y', reason: 'Onboarding of a new customer' },
    },
  ],
  input: z.object({ aadhaar_number: aadhaarField(), ...consentFields }),
  output: z.object({
    reference_id: z.string().describe('Hand it to aadhaar_okyc_verify_otp with the OTP.'),
    aadhaar_number: z.string().describe('Masked: only the last four digits.'),
    message: z.string().nullable(),
    sent_at: z.int().describe('When the provider answered, in Unix seconds.'),
  }),
  annotations: ACTS_EACH_TIME,
  retry: NO_RETRY,
  // The provider sends no second OTP sooner; after that, asking again means a new one.
  reissueWindowSeconds: 45,
  requiredScopes: READ_SCOPE,
  argumentWarnings: [REASON_WARNING],
  errorMappings: failures,
  sensitiveFields: ['aadhaar_number'],
  auditFields: { consent: CONSENT_FORM },
  checkWith: 'the person, who may have received a text message',
  async execute({ aadhaar_number, consent, reason }, call) {
    const answer = await ask(call, {
      method: 'POST',
      path: '/kyc/aadhaar/okyc/otp',
      body: { '@entity': 'in.co.sandbox.kyc.aadhaar.okyc.otp.request', aadhaar_number, consent, reason },
      failures,
      unknownOutcome,
    });
    const { reference_id, message } = readData(OtpData, answer.data, unknownOutcome);
    await rememberOpened(call, { kind: 'otp-reference', id: reference_id });
    return {
      data: {
        reference_id,
        aadhaar_number: maskAadhaar(aadhaar_number),
        message: message === undefined ? null : maskAadhaarIn(message),
        sent_at: answer.answeredAt,
      },
      meta: metaOf(answer, [...aadhaarWarnings(aadhaar_number)]),
    };
  },
});
