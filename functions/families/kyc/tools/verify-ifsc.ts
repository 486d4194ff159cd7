import * as z from 'zod';
import { defineTool } from '../../../kit/tool/define-tool.ts';
import { IFSC_FORM, ifscField } from '../formats/ifsc.ts';
import { metaOf } from '../provider/answer-meta.ts';
import { ask } from '../provider/ask.ts';
import { path } from '../provider/endpoint.ts';
import { IFSC_FAILURES } from '../provider/failures/bank.ts';
import { COMMON_FAILURES } from '../provider/failures/common.ts';
import { readData } from '../provider/read-data.ts';
import { HOUR, IDENTIFIER_FORM, NOT_FOUND, READ_ONLY, READ_SCOPE, unlessTimedOut } from '../tool-traits.ts';

const failures = [...IFSC_FAILURES, ...COMMON_FAILURES];

const text = z.string().nullish();
const flag = z.boolean().nullish();

/** The answer has no envelope and keys in upper case, unlike all others of the provider. */
const Branch = z.object({
  IFSC: z.string(),
  BANK: z.string(),
  BANKCODE: text,
  BRANCH: text,
  ADDRESS: text,
  CITY: text,
  DISTRICT: text,
  STATE: text,
  CENTRE: text,
  CONTACT: text,
  MICR: text,
  SWIFT: text,
  ISO3166: text,
  UPI: flag,
  RTGS: flag,
  NEFT: flag,
  IMPS: flag,
});

const orNull = z.string().nullable();
const rail = (name: string) => z.boolean().nullable().describe(`True if the branch takes ${name} payments.`);

export default defineTool({
  name: 'verify_ifsc',
  version: '1.0.0',
  title: 'Look up an IFSC',
  description:
    'Looks up an Indian bank branch by its IFSC: bank, address, codes, and which payment systems it takes. No consent is needed.',
  category: 'kyc',
  subcategory: 'bank',
  tags: ['india', 'bank'],
  examples: [{ title: 'A branch of State Bank of India', arguments: { ifsc: 'SBIN0021745' } }],
  input: z.object({ ifsc: ifscField() }),
  output: z.object({
    ifsc: z.string(),
    bank: z.string(),
    bank_code: orNull,
    branch: orNull,
    address: orNull,
    city: orNull,
    district: orNull,
    state: orNull,
    centre: orNull,
    contact: orNull,
    micr: orNull,
    swift: orNull,
    region: orNull.describe('State by ISO 3166-2, e.g. IN-KA.'),
    upi: rail('UPI'),
    rtgs: rail('RTGS'),
    neft: rail('NEFT'),
    imps: rail('IMPS'),
    verified_at: z.int().describe('When the provider answered, in Unix seconds.'),
  }),
  annotations: READ_ONLY,
  shouldRetry: unlessTimedOut,
  requiredScopes: READ_SCOPE,
  cache: {
    ttlSeconds: 24 * HOUR,
    keyFields: ['ifsc'],
    normalise: { ifsc: IDENTIFIER_FORM },
    invalidateOn: ['ifsc_update', 'user_request'],
    // Branches rarely change, so an answer of yesterday may be used while a new one is fetched.
    staleSeconds: 24 * HOUR,
    negative: NOT_FOUND,
  },
  errorMappings: failures,
  auditFields: { ifsc: IFSC_FORM },
  async execute({ ifsc }, call) {
    const answer = await ask(call, { method: 'GET', path: path`/bank/${ifsc}`, failures });
    const branch = readData(Branch, answer.data);
    return {
      data: {
        ifsc: branch.IFSC,
        bank: branch.BANK,
        bank_code: branch.BANKCODE ?? null,
        branch: branch.BRANCH ?? null,
        address: branch.ADDRESS ?? null,
        city: branch.CITY ?? null,
        district: branch.DISTRICT ?? null,
        state: branch.STATE ?? null,
        centre: branch.CENTRE ?? null,
        contact: branch.CONTACT ?? null,
        micr: branch.MICR ?? null,
        swift: branch.SWIFT ?? null,
        region: branch.ISO3166 ?? null,
        upi: branch.UPI ?? null,
        rtgs: branch.RTGS ?? null,
        neft: branch.NEFT ?? null,
        imps: branch.IMPS ?? null,
        verified_at: answer.answeredAt,
      },
      meta: metaOf(answer),
    };
  },
});
