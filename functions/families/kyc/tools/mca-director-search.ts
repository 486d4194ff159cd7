import * as z from 'zod';
import { defineTool } from '../../../kit/tool/define-tool.ts';
import { CONSENT_FORM, consentFields, REASON_WARNING } from '../formats/consent.ts';
import { DIN_FORM, dinField } from '../formats/din.ts';
import { metaOf } from '../provider/answer-meta.ts';
import { ask } from '../provider/ask.ts';
import { DirectorData, textIn } from '../provider/company-record.ts';
import { COMMON_FAILURES } from '../provider/failures/common.ts';
import { CONSENT_FAILURES } from '../provider/failures/consent.ts';
import { DIRECTOR_FAILURES } from '../provider/failures/mca.ts';
import { readData } from '../provider/read-data.ts';
import { HOUR, READ_ONLY, READ_SCOPE, unlessTimedOut } from '../tool-traits.ts';

const failures = [...DIRECTOR_FAILURES, ...CONSENT_FAILURES, ...COMMON_FAILURES];

const orNull = z.string().nullable();
const role = z.object({ id: orNull, name: orNull, designation: orNull, begin_date: orNull, end_date: orNull });

/** A position of a director. The register writes "-" for a position without an end. */
function roleOf(row: Record<string, unknown>): z.infer<typeof role> {
  const end = textIn(row, 'end_date');
  return {
    id: textIn(row, 'cin_fcrn', 'llpin_fllpin', 'cin', 'llpin'),
    name: textIn(row, 'company_name', 'llp_name'),
    designation: textIn(row, 'designation'),
    begin_date: textIn(row, 'begin_date'),
    end_date: end === '-' ? null : end,
  };
}

export default defineTool({
  name: 'mca_director_search',
  version: '1.0.0',
  title: 'Search the register of directors',
  description:
    'Looks up a director or designated partner by DIN in the register of the Ministry of Corporate Affairs: name, and the companies and partnerships in which they hold or held a place.',
  category: 'kyc',
  subcategory: 'mca',
  tags: ['india', 'company', 'identity'],
  examples: [
    {
      title: 'Documented test value',
      arguments: { din: '99999999', consent: 'Y', reason: 'Onboarding of a new business customer' },
    },
  ],
  input: z.object({ din: dinField(), ...consentFields }),
  output: z.object({
    din: z.string(),
    name: orNull,
    companies: z
      .array(role)
      .describe(
        'Positions in companies. Dates are DD/MM/YYYY, as in the register; end_date is null if the position is still held.',
      ),
    llps: z.array(role).describe('Positions in limited liability partnerships, in the same form.'),
    verified_at: z.int().describe('When the provider answered, in Unix seconds.'),
  }),
  annotations: READ_ONLY,
  shouldRetry: unlessTimedOut,
  requiredScopes: READ_SCOPE,
  cache: {
    ttlSeconds: 6 * HOUR,
    keyFields: ['din'],
    normalise: { din: DIN_FORM },
    invalidateOn: ['director_update', 'user_request'],
    staleSeconds: 18 * HOUR,
  },
  argumentWarnings: [REASON_WARNING],
  errorMappings: failures,
  sensitiveFields: ['din'],
  auditFields: { consent: CONSENT_FORM },
  async execute({ din, consent, reason }, call) {
    const answer = await ask(call, {
      method: 'POST',
      path: '/mca/director/master-data/search',
      body: { '@entity': 'in.co.sandbox.kyc.mca.master_data.request', id: din, consent, reason },
      failures,
    });
    const { director_data, company_data, llp_data } = readData(DirectorData, answer.data);
    return {
      data: {
        din: textIn(director_data, 'din', 'din_pan') ?? din,
        name: textIn(director_data, 'name'),
        companies: company_data.map(roleOf),
        llps: llp_data.map(roleOf),
        verified_at: answer.answeredAt,
      },
      meta: metaOf(answer),
    };
  },
});
