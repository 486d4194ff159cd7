import { ManifoldError } from '../../../core/errors/manifold-error.ts';
import type { Call } from '../../../kit/tool/call.ts';
import { metaOf } from './answer-meta.ts';
import { ask } from './ask.ts';
import { MasterData, SearchData, textIn } from './company-record.ts';
import { COMMON_FAILURES } from './failures/common.ts';
import { CONSENT_FAILURES } from './failures/consent.ts';
import { COMPANY_FAILURES } from './failures/mca.ts';
import { readData } from './read-data.ts';

export const COMPANY_SEARCH_FAILURES = [...COMPANY_FAILURES, ...CONSENT_FAILURES, ...COMMON_FAILURES];

const NOTHING = {
  id: null,
  name: null,
  status: null,
  master_data: null,
  directors: [],
  charges: [],
  matches: [],
  has_more: false,
};

export interface CompanyQuestion {
  /** CIN or LLPIN. */
  id: string;
  consent: string;
  reason: string;
  warnings: string[];
}

/** Master data of one company or partnership. The provider's older API: the only one that answers it in full. */
export async function readCompany(call: Call, { id, consent, reason, warnings }: CompanyQuestion) {
  const answer = await ask(call, {
    method: 'POST',
    path: '/mca/company/master-data/search',
    body: { '@entity': 'in.co.sandbox.kyc.mca.master_data.request', id, consent, reason },
    failures: COMPANY_SEARCH_FAILURES,
  });
  const data = readData(MasterData, answer.data);
  const master = data.company_master_data ?? data.llp_master_data;
  if (!master)
    throw new ManifoldError('E4004', 'The company register answered without master data. Tell the operators.');
  return {
    data: {
      ...NOTHING,
      kind: data.company_master_data ? ('company' as const) : ('llp' as const),
      id: textIn(master, 'cin', 'llpin') ?? id,
      name: textIn(master, 'company_name', 'llp_name'),
      status: textIn(master, 'company_status_for_efiling', 'company_status', 'llp_status'),
      master_data: master,
      directors: data['directors/signatory_details'],
      charges: data.charges,
      verified_at: answer.answeredAt,
    },
    meta: metaOf(answer, warnings),
  };
}

export interface NameQuestion {
  company_name: string;
  limit: number;
  offset: number;
  warnings: string[];
}

/** One page of names that begin with a text, by the provider's newer API; it takes no consent, names being public. */
export async function findCompanies(call: Call, { warnings, ...query }: NameQuestion) {
  const answer = await ask(call, {
    method: 'GET',
    path: '/kyc/mca/company/master-data/search',
    query: { ...query },
    failures: COMPANY_SEARCH_FAILURES,
  });
  const { records, has_more } = readData(SearchData, answer.data);
  return {
    data: {
      ...NOTHING,
      kind: 'matches' as const,
      matches: records.map(({ cin, company_name }) => ({ id: cin, name: company_name ?? null })),
      has_more: has_more ?? records.length >= query.limit,
      verified_at: answer.answeredAt,
    },
    meta: metaOf(answer, warnings),
  };
}
