import * as z from 'zod';
import { textKind } from '../../../../schemas/text-kind.ts';
import { defineTool } from '../../../kit/tool/define-tool.ts';
import { tidy } from '../formats/compact.ts';
import { CONSENT_FORM, consentFields, reasonWarnings } from '../formats/consent.ts';
import { dateOfBirthField } from '../formats/dates.ts';
import { panField, panWarnings } from '../formats/pan.ts';
import { metaOf } from '../provider/answer-meta.ts';
import { ask } from '../provider/ask.ts';
import { COMMON_FAILURES } from '../provider/failures/common.ts';
import { CONSENT_FAILURES } from '../provider/failures/consent.ts';
import { PAN_FAILURES } from '../provider/failures/pan.ts';
import { readData } from '../provider/read-data.ts';
import { HOUR, READ_ONLY, READ_SCOPE } from '../tool-traits.ts';

const failures = [...PAN_FAILURES, ...CONSENT_FAILURES, ...COMMON_FAILURES];

const PanData = z.object({
  pan: z.string(),
  category: z.string(),
  status: z.enum(['valid', 'invalid']),
  remarks: z.string().nullish(),
  name_as_per_pan_match: z.boolean(),
  date_of_birth_match: z.boolean(),
  aadhaar_seeding_status: z.enum(['y', 'n', 'na']).nullish(),
});

export default defineTool({
  name: 'verify_pan',
  version: '1.0.0',
  title: 'Verify a PAN',
  description:
    'Verifies an Indian PAN with the Income Tax Department: whether it is valid, what kind of holder it belongs to, and whether name and date of birth match. An invalid PAN is an answer (status "invalid"), not an error.',
  category: 'kyc',
  subcategory: 'pan',
  tags: ['india', 'identity', 'tax'],
  examples: [
    {
      title: 'Individual (documented test identity)',
      arguments: {
        pan: 'XXXPX1234A',
        name_as_per_pan: 'John Ronald Doe',
        date_of_birth: '11/11/2001',
        consent: 'Y',
        reason: 'Onboarding of a new customer',
      },
    },
  ],
  input: z.object({
    pan: panField(),
    name_as_per_pan: z
      .string()
      .min(2)
      .max(100)
      .meta({
        description: 'Full name as printed on the PAN card.',
        examples: ['John Ronald Doe'],
        ...textKind('name'),
      })
      .transform(tidy),
    date_of_birth: dateOfBirthField(),
    ...consentFields,
  }),
  output: z.object({
    pan: z.string().describe('The PAN that was verified.'),
    category: z.string().describe('Kind of holder, e.g. individual, company, huf, trust, firm.'),
    status: z.enum(['valid', 'invalid']),
    remarks: z.string().nullable().describe('Note of the department, e.g. "Holder is Deceased"; null without a note.'),
    name_match: z.boolean().describe('True if the name is that of the holder.'),
    dob_match: z.boolean().describe('True if the date is that of the holder.'),
    aadhaar_seeding_status: z
      .enum(['y', 'n', 'na'])
      .nullable()
      .describe('y: linked to an Aadhaar number, n: not linked, na: not applicable.'),
    verified_at: z.int().describe('When the provider answered, in Unix seconds.'),
  }),
  annotations: READ_ONLY,
  requiredScopes: READ_SCOPE,
  cache: {
    ttlSeconds: HOUR,
    keyFields: ['pan', 'name_as_per_pan', 'date_of_birth'],
    invalidateOn: ['pan_update', 'user_request'],
  },
  errorMappings: failures,
  sensitiveFields: ['pan', 'name_as_per_pan', 'date_of_birth'],
  auditFields: { consent: CONSENT_FORM },
  async execute({ pan, name_as_per_pan, date_of_birth, consent, reason }, call) {
    const answer = await ask(call, {
      method: 'POST',
      path: '/kyc/pan/verify',
      body: {
        '@entity': 'in.co.sandbox.kyc.pan_verification.request',
        pan,
        name_as_per_pan,
        date_of_birth,
        consent,
        reason,
      },
      failures,
    });
    const data = readData(PanData, answer.data);
    return {
      data: {
        pan: data.pan,
        category: data.category,
        status: data.status,
        remarks: data.remarks ?? null,
        name_match: data.name_as_per_pan_match,
        dob_match: data.date_of_birth_match,
        aadhaar_seeding_status: data.aadhaar_seeding_status ?? null,
        verified_at: answer.answeredAt,
      },
      meta: metaOf(answer, [...panWarnings(pan), ...reasonWarnings(reason)]),
    };
  },
});
