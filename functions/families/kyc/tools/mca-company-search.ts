import * as z from 'zod';
import { textKind } from '../../../../schemas/text-kind.ts';
import { ManifoldError } from '../../../core/errors/manifold-error.ts';
import { tidy } from '../../../core/input/normal-form.ts';
import { defineTool } from '../../../kit/tool/define-tool.ts';
import { parseCin } from '../formats/cin.ts';
import { COMPANY_ID_FORM, companyIdField } from '../formats/company-id.ts';
import { CONSENT_FORM, consentFields, REASON_WARNING } from '../formats/consent.ts';
import { COMPANY_SEARCH_FAILURES, findCompanies, readCompany } from '../provider/company-register.ts';
import { HOUR, IDENTIFIER_FORM, NAME_FORM, NOT_FOUND, READ_ONLY, READ_SCOPE, unlessTimedOut } from '../tool-traits.ts';

const record = z.record(z.string(), z.unknown());

export default defineTool({
  name: 'mca_company_search',
  version: '1.0.0',
  title: 'Search the company register',
  description:
    'Looks up a company or limited liability partnership in the register of the Ministry of Corporate Affairs. Give either "id" for master data, charges and directors, or "company_name" for a page of matching names with their ids.',
  category: 'kyc',
  subcategory: 'mca',
  tags: ['india', 'company'],
  examples: [
    {
      title: 'By LLPIN (documented test value)',
      arguments: { id: 'ABC-1234', consent: 'Y', reason: 'Onboarding of a new business customer' },
    },
    {
      title: 'By name',
      arguments: { company_name: 'John Doe', limit: 5, consent: 'Y', reason: 'Onboarding of a new business customer' },
    },
  ],
  input: z.object({
    id: companyIdField().optional(),
    company_name: z
      .string()
      .max(200)
      .meta({
        description: 'Beginning of the name, at least 3 characters.',
        examples: ['John Doe'],
        ...textKind('name'),
      })
      .transform(tidy)
      .optional(),
    limit: z.int().min(1).max(100).default(10).describe('With company_name: names per page.'),
    offset: z.int().min(0).max(100_000).default(0).describe('With company_name: names to skip.'),
    ...consentFields,
  }),
  output: z.object({
    kind: z
      .enum(['company', 'llp', 'matches'])
      .describe('company and llp: one company or partnership; matches: a page of names.'),
    id: z.string().nullable(),
    name: z.string().nullable(),
    status: z.string().nullable().describe('As the register writes it, e.g. Active, Strike Off.'),
    master_data: record.nullable().describe('All fields of the register, keys in snake case.'),
    directors: z.array(record).describe('Directors, signatories or designated partners, with their DIN or PAN.'),
    charges: z.array(record),
    matches: z.array(z.object({ id: z.string(), name: z.string().nullable() })),
    has_more: z.boolean().describe('True if another page follows: add limit to offset.'),
    verified_at: z.int().describe('When the provider answered, in Unix seconds.'),
  }),
  annotations: READ_ONLY,
  shouldRetry: unlessTimedOut,
  requiredScopes: READ_SCOPE,
  cache: {
    ttlSeconds: 6 * HOUR,
    keyFields: ['id', 'company_name', 'limit', 'offset'],
    normalise: { id: IDENTIFIER_FORM, company_name: NAME_FORM },
    invalidateOn: ['company_update', 'user_request'],
    // The register is slow, and its data is a day old anyway.
    staleSeconds: 18 * HOUR,
    negative: NOT_FOUND,
  },
  argumentWarnings: [REASON_WARNING],
  errorMappings: COMPANY_SEARCH_FAILURES,
  // The ids of companies are not personal data, so audit may keep them in clear.
  auditFields: { id: COMPANY_ID_FORM, company_name: 'hashed', consent: CONSENT_FORM },
  validate({ id, company_name }) {
    if ((id === undefined) === (company_name === undefined)) {
      const problem = id === undefined ? '"id" is missing.' : '"company_name" cannot go together with "id".';
      throw new ManifoldError(id === undefined ? 'E2003' : 'E2004', `${problem} Give either "id" or "company_name".`, {
        details: { field: id === undefined ? 'id' : 'company_name', expectedFormat: 'exactly one of id, company_name' },
      });
    }
    if (company_name !== undefined && company_name.length < 3) {
      throw new ManifoldError('E2004', '"company_name" is not valid: at least 3 characters are needed.', {
        details: { field: 'company_name', expectedFormat: 'the beginning of the name, at least 3 characters' },
      });
    }
  },
  execute({ id, company_name = '', limit, offset, consent, reason }, call) {
    const warnings: string[] = [];
    if (id === undefined) return findCompanies(call, { company_name, limit, offset, warnings });
    const year = Number(parseCin(id)?.year ?? 0);
    if (year > new Date().getUTCFullYear())
      warnings.push('The year of incorporation in the CIN is in the future. Check for a typing error.');
    return readCompany(call, { id, consent, reason, warnings });
  },
});
