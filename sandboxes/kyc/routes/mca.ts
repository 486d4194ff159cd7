import { failure, success } from '../wire/answer.ts';
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
    company_name: 'DOE SOLUTIONS (OPC) PRIVATE LIMITED',
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
    if (!found) return failure(521, 'Data Not Found');
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
  answer({ query }) {
    const limit = Number(query.limit ?? 10);
    const offset = Number(query.offset ?? 0);
    const name = query.company_name?.toLowerCase();
    const found = COMPANIES.filter(({ cin, company_name }) =>
      name === undefined ? cin === query.cin : company_name.toLowerCase().includes(name),
    );
    return success({
      '@entity': `${ENTITY}.company.search`,
      companies: found
        .slice(offset, offset + limit)
        .map(({ cin, company_name, status }) => ({ cin, company_name, company_status: status })),
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
      return failure(422, 'DIN Entered does not match our Records, Please enter a Valid DIN.');
    }
    return success({
      '@entity': `${ENTITY}.director`,
      director_data: { 'din/pan': '99999999', name: 'JOHN DOE' },
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
