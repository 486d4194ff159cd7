import type { Answer } from '../../shared/serve.ts';
import { failure, success } from '../wire/answer.ts';
import type { Route } from '../wire/route.ts';

const OTP_ENTITY = 'in.co.sandbox.kyc.aadhaar.okyc.otp.response';
const OKYC_ENTITY = 'in.co.sandbox.kyc.aadhaar.okyc';
const REFERENCE = 1234567;
const GOOD_OTP = '121212';

/** References that the documentation answers for further test numbers; each decides how its OTP is verified. */
const REFERENCES: Record<string, number> = {
  '123456789015': 1234568,
  '123456789016': 1234569,
  '123456789017': 1234566,
  '123456789018': 1234570,
};

/** A picture of one grey pixel, so that photos take the real path. */
const PHOTO =
  'data:image/jpeg;base64,/9j/4AAQSkZJRgABAQEASABIAAD/2wBDAP//////////////////////////////////////////////////////////////////////////////////////wgALCAABAAEBAREA/8QAFBABAAAAAAAAAAAAAAAAAAAAAP/aAAgBAQABPxA=';

const generate: Route = {
  method: 'POST',
  template: '/kyc/aadhaar/okyc/otp',
  body: { entity: 'in.co.sandbox.kyc.aadhaar.okyc.otp.request', required: ['aadhaar_number', 'consent', 'reason'] },
  answer({ texts: { aadhaar_number = '' } }) {
    if (!/^[0-9]{12}$/.test(aadhaar_number)) return failure(422, 'Invalid Aadhaar number pattern');
    switch (aadhaar_number) {
      case '222222222222':
        return failure(200, 'OTP generated for this aadhaar, please try after 45 seconds');
      case '123456789013':
        return success({ '@entity': OTP_ENTITY, reference_id: 78829, message: 'Invalid Aadhaar Card' });
      case '333333333333':
        return success({ '@entity': OTP_ENTITY, message: 'Invalid Aadhaar Card' });
      case '123456789020':
        return failure(503, 'Source Unavailable');
      case '444444444444':
        return success({
          '@entity': OTP_ENTITY,
          reference_id: REFERENCE,
          message: 'Aadhaar not linked to mobile number',
        });
      default:
        return success({
          '@entity': OTP_ENTITY,
          reference_id: REFERENCES[aadhaar_number] ?? REFERENCE,
          message: 'OTP sent successfully',
        });
    }
  },
};

const person = {
  '@entity': OKYC_ENTITY,
  reference_id: REFERENCE,
  status: 'VALID',
  message: 'Aadhaar Card Exists',
  care_of: 'S/O: Johnny Doe',
  full_address: 'Main Cross 3rd, Bengaluru, Karnataka, 560001',
  date_of_birth: '21-04-1985',
  year_of_birth: 1985,
  gender: 'M',
  name: 'John Doe',
  email_hash: 'e'.repeat(64),
  mobile_hash: 'f'.repeat(64),
  photo: PHOTO,
  share_code: '1234',
  address: {
    '@entity': 'in.co.sandbox.kyc.aadhaar.okyc.address',
    country: 'India',
    district: 'Bengaluru',
    house: '1',
    landmark: '',
    pincode: 560001,
    post_office: 'Invented',
    state: 'Karnataka',
    street: 'Main Cross 3rd',
    subdistrict: '',
    vtc: 'Bengaluru',
  },
};

const verify: Route = {
  method: 'POST',
  template: '/kyc/aadhaar/okyc/otp/verify',
  body: { entity: 'in.co.sandbox.kyc.aadhaar.okyc.request', required: ['reference_id', 'otp'] },
  answer({ texts: { reference_id, otp = '' } }) {
    if (reference_id === undefined) return failure(422, 'Invalid reference id pattern');
    if (!/^[0-9]{6}$/.test(otp)) return failure(422, 'Invalid OTP pattern');
    switch (reference_id) {
      case '1234568':
        return refused('Invalid OTP');
      case '1234569':
        return refused('OTP expired');
      case '1234570':
        return failure(200, 'Request under process, please try after 30 seconds');
      case String(REFERENCE):
        return verifyOtp(otp);
      default:
        return refused('Invalid Reference Id');
    }
  },
};

const refused = (message: string) => success({ '@entity': OKYC_ENTITY, message });

function verifyOtp(otp: string): Answer {
  if (otp === '112233') return failure(503, 'Source Unavailable');
  // The case differs from the documentation, since clients must not depend on it.
  if (otp === '999999') return refused('OTP Expired');
  return otp === GOOD_OTP ? success(person) : refused('Invalid OTP');
}

export const aadhaarRoutes: readonly Route[] = [generate, verify];
