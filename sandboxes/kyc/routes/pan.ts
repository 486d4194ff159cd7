import { failure, success } from '../wire/answer.ts';
import type { Route } from '../wire/route.ts';

interface Holder {
  category: string;
  name: string;
  born: string;
  status: 'valid' | 'invalid';
  remarks: string | null;
  seeding: 'y' | 'n' | 'na';
}

const holder = (category: string, name: string, born: string, more: Partial<Holder> = {}): Holder => ({
  category,
  name,
  born,
  status: 'valid',
  remarks: null,
  seeding: category === 'individual' ? 'y' : 'na',
  ...more,
});

/** Down to XXXAX2345A these are test identities of the provider's documentation, the others are invented. */
const HOLDERS: Record<string, Holder> = {
  XXXPX1234A: holder('individual', 'John Ronald Doe', '11/11/2001'),
  XXXPX1234H: holder('individual', 'Tony Duck', '10/11/1999', { remarks: 'Holder is Deceased', seeding: 'n' }),
  XXXCX1234A: holder('company', 'John Doe Private Limited', '09/06/2017'),
  XXXCX1234B: holder('company', 'Ron Doe Private Limited', '10/11/1969', { remarks: 'Merger' }),
  XXXFX1234J: holder('firm', 'John Doe and Sons', '01/04/1999', { status: 'invalid', remarks: 'Deleted' }),
  XXXTX1234P: holder('trust', 'Acme Trust', '10/11/1989', { remarks: 'Liquidated' }),
  XXXAX2345A: holder('association_of_persons', 'Doe Association', '08/12/1990'),
  XXXPN2222N: holder('individual', 'Nora Notlinked', '03/03/1990', { seeding: 'n' }),
  XXXHX3333H: holder('huf', 'Doe Family', '04/04/1984'),
};

const UNKNOWN = holder('individual', '', '', { status: 'invalid', remarks: 'Invalid PAN', seeding: 'na' });

const PAN = /^[A-Z]{5}[0-9]{4}[A-Z]$/;
const DATE = /^(0[1-9]|[12][0-9]|3[01])\/(0[1-9]|1[0-2])\/([0-9]{4})$/;

const same = (one: string, other: string) => one !== '' && one.toLowerCase() === other.toLowerCase();

const verify: Route = {
  method: 'POST',
  template: '/kyc/pan/verify',
  body: {
    entity: 'in.co.sandbox.kyc.pan_verification.request',
    required: ['pan', 'name_as_per_pan', 'date_of_birth', 'consent', 'reason'],
  },
  answer({ texts: { pan = '', name_as_per_pan = '', date_of_birth = '' } }) {
    if (!PAN.test(pan)) return failure(422, 'Invalid Pan pattern');
    if (!DATE.test(date_of_birth)) return failure(422, 'Invalid date of birth pattern');
    if (name_as_per_pan.length < 2) return failure(422, 'Invalid name as per pan');
    const found = HOLDERS[pan] ?? UNKNOWN;
    return success({
      '@entity': 'in.co.sandbox.kyc.pan_verification.response',
      pan,
      category: found.category,
      status: found.status,
      remarks: found.remarks,
      name_as_per_pan_match: same(found.name, name_as_per_pan),
      date_of_birth_match: same(found.born, date_of_birth),
      aadhaar_seeding_status: found.seeding,
    });
  },
};

const answerLink = (aadhaar_seeding_status: 'y' | 'n', message: string) =>
  success({ '@entity': 'in.co.sandbox.kyc.pan_aadhaar.status.response', aadhaar_seeding_status, message });

const link: Route = {
  method: 'POST',
  template: '/kyc/pan-aadhaar/status',
  body: { entity: 'in.co.sandbox.kyc.pan_aadhaar.status', required: ['pan', 'aadhaar_number', 'consent', 'reason'] },
  answer({ texts: { pan = '', aadhaar_number = '' } }) {
    if (!PAN.test(pan)) return failure(422, 'Invalid Pan pattern');
    if (!/^[0-9]{12}$/.test(aadhaar_number)) return failure(422, 'Invalid Aadhaar number pattern');
    if (pan.charAt(3) !== 'P') return failure(422, 'Individuals PAN is required');
    if (aadhaar_number === '999999999999') return answerLink('n', 'Please enter a valid Aadhaar Number');
    const holder = HOLDERS[pan];
    if (!holder) return answerLink('n', 'PAN does not exist');
    return holder.seeding === 'y'
      ? answerLink('y', `Your PAN is linked to Aadhaar Number  XXXX XXXX ${aadhaar_number.slice(-4)}.`)
      : answerLink('n', 'PAN not linked with Aadhaar');
  },
};

export const panRoutes: readonly Route[] = [verify, link];
