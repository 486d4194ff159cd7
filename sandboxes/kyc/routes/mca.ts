import { randomUUID } from 'node:crypto';
import { bare, failure, success } from '../wire/answer.ts';
import type { Route } from '../wire/route.ts';

const ENTITY = 'in.co.sandbox.kyc.mca';

const COMPANIES = [
  {
    cin: 'U12300GJ2017PTC123456',
    company_name: 'JOHN DOE PRIVATE LIMITED',
    roc_code: 'RoC-Ahmedabad',
    status: 'Active',
  },
  {
    cin: 'L12300MH2001PLC000001',
    company_name: 'INVENTED INDUSTRIES LIMITED',
    roc_code: 'RoC-Mumbai',
    status: 'Strike Off',
  },
  {
    cin: 'U72200KA2015OPC654321',
    company_name: 'JOHN DOE SOLUTIONS (OPC) PRIVATE LIMITED',
    roc_code: 'RoC-Bangalore',
    status: 'Active',
  },
];
const LLPS = [{ llpin: 'ABC-1234', llp_name: 'JANE DOE CONSULTING LLP', llp_status: 'Active' }];

const signatory = {
  '@entity': `${ENTITY}.company.directors_signatory_details`,
  'din/pan': '99999999',
  name: 'JOHN DOE',
  designation: 'Director',
  begin_date: '09/06/2017',
  end_date: '-',
};

/** A failure whose code stands in the envelope alone, under HTTP 200. */
const disguised = (code: number, message: string) =>
  bare(200, { code, timestamp: Date.now(), transaction_id: randomUUID(), message });

const MASTER_DATA = { entity: `${ENTITY}.master_data.request`, required: ['id', 'consent', 'reason'] };

const company: Route = {
  method: 'POST',
  template: '/mca/company/master-data/search',
  body: MASTER_DATA,
  answer({ texts: { id = '' } }) {
    const llp = LLPS.find(({ llpin }) => llpin === id);
    if (llp) {
      return success({
        '@entity': `${ENTITY}.llp`,
        llp_master_data: { '@entity': `${ENTITY}.llp.master_data`, ...llp },
        charges: [],
        'directors/signatory_details': [{ ...signatory, designation: 'Designated Partner' }],
      });
    }
    const found = COMPANIES.find(({ cin }) => cin === id);
    // The documentation has this code under HTTP 200.
    if (!found) return disguised(422, 'Entered CIN/LLPIN/FLLPIN/FCRN is not found. Please enter valid details.');
    const { status, ...rest } = found;
    return success({
      '@entity': `${ENTITY}.company`,
      company_master_data: {
        '@entity': `${ENTITY}.company.master_data`,
        ...rest,
        'company_status(for_efiling)': status,
        date_of_incorporation: '09/06/2017',
        'paid_up_capital(rs)': '100000',
        'authorised_capital(rs)': '100000',
        email_id: 'office@example.com',
        registered_address: '1 Invented Road, Ahmedabad',
      },
      charges: [{ date_of_creation: '01/01/2020', date_of_modification: '-', charge_amount: '500000', status: 'OPEN' }],
      'directors/signatory_details': [signatory],
    });
  },
};

const search: Route = {
  method: 'GET',
  template: '/kyc/mca/company/master-data/search',
  query: ['cin', 'company_name', 'limit', 'offset'],
  answer({ query: { cin, company_name, limit = '10', offset = '0' } }) {
    if ((cin === undefined) === (company_name === undefined))
      return failure(400, 'pass only one of cin or company_name');
    if (company_name !== undefined && company_name.length < 3) {
      return failure(400, 'company_name must be at least 3 characters long');
    }
    const known = [...COMPANIES, ...LLPS.map(({ llpin, llp_name }) => ({ cin: llpin, company_name: llp_name }))];
    const prefix = company_name?.toLowerCase();
    const found = known.filter((entry) =>
      prefix === undefined ? entry.cin === cin : entry.company_name.toLowerCase().startsWith(prefix),
    );
    if (found.length === 0) return failure(521, `Company master data not found: ${cin ?? company_name}`);
    const page = found.slice(Number(offset), Number(offset) + Number(limit));
    return success({
      '@entity': `${ENTITY}.company_master_data_search_response`,
      records: page.map((entry) => ({
        '@entity': `${ENTITY}.company_master_data_search_result`,
        cin: entry.cin,
        company_name: entry.company_name,
      })),
      limit: Number(limit),
      offset: Number(offset),
      count: page.length,
      has_more: Number(offset) + page.length < found.length,
    });
  },
};

const director: Route = {
  method: 'POST',
  template: '/mca/director/master-data/search',
  body: MASTER_DATA,
  answer({ texts: { id = '' } }) {
    if (!/^[0-9]{8}$/.test(id)) return failure(422, 'Invalid DIN pattern');
    if (id !== '99999999') {
      return failure(422, 'DIN Entered does not match MCA records, Please enter a valid DIN.');
    }
    return success({
      '@entity': `${ENTITY}.director`,
      director_data: { '@entity': `${ENTITY}.director.director_data`, din: '99999999', name: 'JOHN DOE' },
      company_data: [
        {
          company_name: 'JOHN DOE PRIVATE LIMITED',
          'cin/fcrn': 'U12300GJ2017PTC123456',
          begin_date: '09/06/2017',
          end_date: '-',
          designation: 'Director',
        },
      ],
      llp_data: [
        {
          llp_name: 'JANE DOE CONSULTING LLP',
          'llpin/fllpin': 'ABC-1234',
          begin_date: '01/04/2019',
          end_date: '-',
          designation: 'Designated Partner',
        },
      ],
    });
  },
};

export const mcaRoutes: readonly Route[] = [company, search, director];
