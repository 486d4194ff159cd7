import * as z from 'zod';
import { defineTool } from '../../../kit/tool/define-tool.ts';
import { NO_RETRY } from '../../../kit/tool/retry.ts';
import { otpField, referenceIdField } from '../formats/otp.ts';
import { metaOf } from '../provider/answer-meta.ts';
import { ask } from '../provider/ask.ts';
import { OTP_VERIFICATION_FAILURES } from '../provider/failures/aadhaar.ts';
import { onceOnlyFailures } from '../provider/failures/common.ts';
import { isoDateOfBirth, masked, OkycData, photoBlock } from '../provider/okyc-person.ts';
import { readData } from '../provider/read-data.ts';
import { refuseUnlessOpened } from '../store/opened.ts';
import { ACTS_EACH_TIME, READ_SCOPE } from '../tool-traits.ts';

const unknownOutcome =
  'The OTP may be used up. Check with one more call of aadhaar_okyc_verify_otp; if it says that the OTP is invalid or has expired, generate a new one with aadhaar_okyc_generate_otp.';

const failures = [...OTP_VERIFICATION_FAILURES, ...onceOnlyFailures(unknownOutcome)];

const orNull = z.string().nullable();

const Address = z.object({
  house: orNull,
  street: orNull,
  landmark: orNull,
  vtc: orNull.describe('Village, town or city.'),
  post_office: orNull,
  subdistrict: orNull,
  district: orNull,
  state: orNull,
  pincode: orNull,
  country: orNull,
});

export default defineTool({
  name: 'aadhaar_okyc_verify_otp',
  version: '1.0.0',
  title: 'Verify an Aadhaar OTP',
  description:
    'Verifies the password of aadhaar_okyc_generate_otp, and answers what UIDAI holds on the person: name, date of birth, address, and the photo as an image beside the data. An OTP works once.',
  category: 'kyc',
  subcategory: 'aadhaar',
  tags: ['india', 'identity', 'aadhaar', 'otp'],
  examples: [{ title: 'Documented test values', arguments: { reference_id: '1234567', otp: '121212' } }],
  input: z.object({ reference_id: referenceIdField(), otp: otpField() }),
  output: z.object({
    reference_id: z.string(),
    status: z.string().describe('VALID if the person was verified.'),
    message: orNull,
    name: orNull,
    gender: orNull.describe('M, F or T.'),
    date_of_birth: orNull.describe('YYYY-MM-DD.'),
    year_of_birth: orNull,
    care_of: orNull,
    full_address: orNull,
    address: Address.nullable(),
    email_hash: orNull,
    mobile_hash: orNull,
    has_photo: z.boolean().describe('True if the answer has the photo as an image beside this data.'),
    verified_at: z.int().describe('When the provider answered, in Unix seconds.'),
  }),
  annotations: ACTS_EACH_TIME,
  retry: NO_RETRY,
  requiredScopes: READ_SCOPE,
  errorMappings: failures,
  sensitiveFields: ['reference_id', 'otp'],
  async execute({ reference_id, otp }, call) {
    await refuseUnlessOpened(call, { kind: 'otp-reference', id: reference_id });
    const answer = await ask(call, {
      method: 'POST',
      path: '/kyc/aadhaar/okyc/otp/verify',
      body: { '@entity': 'in.co.sandbox.kyc.aadhaar.okyc.request', reference_id, otp },
      failures,
      unknownOutcome,
    });
    const { photo, ...person } = readData(OkycData, answer.data, unknownOutcome);
    const image = photoBlock(photo);
    const data = {
      ...person,
      message: masked(person.message),
      full_address: masked(person.full_address),
      date_of_birth: isoDateOfBirth(person.date_of_birth),
      address: person.address ?? null,
      has_photo: image !== undefined,
      verified_at: answer.answeredAt,
    };
    return { data, content: image && [image], meta: metaOf(answer) };
  },
});
