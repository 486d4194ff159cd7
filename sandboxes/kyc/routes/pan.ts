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

/** The first three are the provider's documented test identities, the others are invented. */
const HOLDERS: Record<string, Holder> = {
  XXXPX1234A: {
    category: 'individual',
    name: 'John Ronald Doe',
    born: '11/11/2001',
    status: 'valid',
    remarks: null,
    seeding: 'y',
  },
  XXXCX1234A: {
    category: 'company',
    name: 'John Doe Private Limited',
    born: '09/06/2017',
    status: 'valid',
    remarks: null,
    seeding: 'na',
  },
  XXXFX1234J: {
    category: 'firm',
    name: 'John Doe and Sons',
    born: '01/04/1999',
    status: 'invalid',
    remarks: 'Deleted',
    seeding: 'na',
  },
  XXXPD1111D: {
    category: 'individual',
    name: 'Jane Invented',
    born: '02/02/1940',
    status: 'valid',
    remarks: 'Holder is Deceased',
    seeding: 'y',
  },
  XXXPN2222N: {
    category: 'individual',
    name: 'Nora Notlinked',
    born: '03/03/1990',
    status: 'valid',
    remarks: null,
    seeding: 'n',
  },
  XXXHX3333H: {
    category: 'huf',
    name: 'Doe Family',
    born: '04/04/1984',
    status: 'valid',
    remarks: null,
    seeding: 'na',
  },
};

const UNKNOWN: Holder = {
  category: 'individual',
  name: '',
  born: '',
  status: 'invalid',
  remarks: 'Invalid PAN',
  seeding: 'na',
};

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
    const holder = HOLDERS[pan] ?? UNKNOWN;
    return success({
      '@entity': 'in.co.sandbox.kyc.pan_verification.response',
      pan,
      category: holder.category,
      status: holder.status,
      remarks: holder.remarks,
      name_as_per_pan_match: same(holder.name, name_as_per_pan),
      date_of_birth_match: same(holder.born, date_of_birth),
      aadhaar_seeding_status: holder.seeding,
    });
  },
};

const link: Route = {
  method: 'POST',
  template: '/kyc/pan-aadhaar/status',
  body: { entity: 'in.co.sandbox.kyc.pan_aadhaar.status', required: ['pan', 'aadhaar_number', 'consent', 'reason'] },
  answer({ texts: { pan = '', aadhaar_number = '' } }) {
    if (!PAN.test(pan)) return failure(422, 'Invalid Pan pattern');
    if (!/^[0-9]{12}$/.test(aadhaar_number)) return failure(422, 'Invalid Aadhaar number pattern');
    if (pan.charAt(3) !== 'P') return failure(422, 'Individuals PAN is required');
    const linked = HOLDERS[pan]?.seeding === 'y';
    return success({
      '@entity': 'in.co.sandbox.kyc.pan_aadhaar.status.response',
      aadhaar_seeding_status: linked ? 'y' : 'n',
      message: linked
        ? `Your PAN is linked to Aadhaar Number XXXX XXXX ${aadhaar_number.slice(-4)}.`
        : 'Your PAN is not linked to Aadhaar.',
    });
  },
};

export const panRoutes: readonly Route[] = [verify, link];
