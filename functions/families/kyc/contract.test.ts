import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { Validator } from '@cfworker/json-schema';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import sandbox from '../../../sandboxes/kyc/sandbox.ts';
import { startDynamoDb } from '../../../test/support/dynamodb.ts';
import { CONSENT, dataOf, type Lab, openLab, type SentRequest } from './testing/lab.ts';

/** Transcription of the provider's contract; it is no part of this repository and lies beside it where it is at hand. */
const SPEC_FILE = resolve(import.meta.dirname, '../../../../shared/data/contracts/sandbox-kyc.openapi.json');

interface Parameter {
  name: string;
  in: 'path' | 'query' | 'header';
  required?: boolean;
  schema: Record<string, unknown>;
}
interface Operation {
  parameters?: Parameter[];
  requestBody?: { content: Record<string, { schema: Record<string, unknown> }> };
}
type Spec = { paths: Record<string, Record<string, Operation>> };

/** The newer search by name is documented after the transcription was made. */
const NEWER = 'GET /kyc/mca/company/master-data/search';

const isThere = existsSync(SPEC_FILE);
const title = isThere ? 'what is sent' : `what is sent (skipped: the contract is not beside the repository)`;
const suite = isThere ? describe : describe.skip;

let lab: Lab;
beforeAll(async () => {
  lab = await openLab(sandbox, startDynamoDb);
});
afterAll(() => lab.stop());

/** Faults of a request against the contract, in words; empty where it keeps to it. */
function faultsOf({ method, url, headers, body }: SentRequest, spec: Spec): string[] {
  for (const [template, operations] of Object.entries(spec.paths)) {
    const operation = operations[method.toLowerCase()];
    const names = [...template.matchAll(/\{(\w+)\}/g)].map(([, name]) => name ?? '');
    const match = new RegExp(`^${template.replace(/\{\w+\}/g, '([^/]+)')}$`).exec(url.pathname);
    if (!operation || !match) continue;
    const path = Object.fromEntries(names.map((name, index) => [name, decodeURIComponent(match[index + 1] ?? '')]));
    const given = { path, query: Object.fromEntries(url.searchParams), header: headers };
    return [...parameterFaults(operation.parameters ?? [], given), ...bodyFaults(operation, body)];
  }
  return [`${method} ${url.pathname} is not in the contract`];
}

function parameterFaults(known: Parameter[], given: Record<Parameter['in'], Record<string, string>>): string[] {
  const missing = known.filter(
    ({ in: place, name, required }) => required && !(name.toLowerCase() in lower(given[place])),
  );
  const unknown = Object.keys(given.query).filter(
    (name) => !known.some((each) => each.in === 'query' && each.name === name),
  );
  const wrong = known.filter(({ in: place, name, schema }) => {
    const value = lower(given[place])[name.toLowerCase()];
    return value !== undefined && schema.type === 'string' && !new Validator(schema).validate(value).valid;
  });
  return [
    ...missing.map(({ name }) => `${name} is missing`),
    ...unknown.map((name) => `${name} is not known`),
    ...wrong.map(({ name }) => `${name} is wrong`),
  ];
}

const lower = (fields: Record<string, string>) =>
  Object.fromEntries(Object.entries(fields).map(([name, value]) => [name.toLowerCase(), value]));

function bodyFaults({ requestBody }: Operation, body: unknown): string[] {
  if (!requestBody) return body === undefined ? [] : ['a body is not expected'];
  const schema = requestBody.content['application/json']?.schema ?? {};
  const closed = { ...schema, additionalProperties: false };
  return new Validator(closed)
    .validate(body)
    .errors.map(({ instanceLocation, error }) => `${instanceLocation} ${error}`);
}

suite(title, () => {
  const spec = isThere ? (JSON.parse(readFileSync(SPEC_FILE, 'utf8')) as Spec) : { paths: {} };
  const account = { ifsc: 'sbin0021745', account_number: '9000 0000 0000' };
  const calls: [tool: string, args: Record<string, unknown>][] = [
    ['verify_pan', { pan: 'xxxpx1234a', name_as_per_pan: 'John Ronald Doe', date_of_birth: '2001-11-11', ...CONSENT }],
    ['check_pan_aadhaar_link', { pan: 'XXXPX1234A', aadhaar_number: '1234 5678 9012', ...CONSENT }],
    ['aadhaar_okyc_generate_otp', { aadhaar_number: '1234-5678-9012', ...CONSENT }],
    ['aadhaar_okyc_verify_otp', { reference_id: 1234567, otp: '121212' }],
    ['verify_ifsc', { ifsc: 'sbin 0021745' }],
    ['verify_bank_account_penny_drop', { ...account, name: 'John Doe', mobile: '+919000000000' }],
    ['verify_bank_account_penniless', account],
    ['mca_company_search', { id: 'abc1234', ...CONSENT }],
    ['mca_director_search', { din: '99999999', ...CONSENT }],
    ['mca_company_search', { company_name: 'John', ...CONSENT }],
  ];

  it.each(calls)('%s keeps to the contract', async (tool, args) => {
    const before = lab.sent.length;
    await lab.run(tool, args);
    const requests = lab.sent.slice(before).filter(({ method, url }) => `${method} ${url.pathname}` !== NEWER);
    expect(requests.flatMap((request) => faultsOf(request, spec))).toEqual([]);
  });

  it('DigiLocker keeps to the contract', async () => {
    const before = lab.sent.length;
    const session = await lab.run('digilocker_init_session', {
      flow: 'signup',
      doc_types: ['aadhaar'],
      redirect_url: 'https://example.com/?outcome=now',
      options: { verification_method: ['mobile'], usernameless: true, verified_mobile: '9000000000' },
      consent_expiry: Date.now() + 86_400_000,
    });
    const { session_id } = dataOf(session);
    await lab.run('digilocker_get_status', { session_id });
    await lab.run('digilocker_fetch_document', { session_id, doc_type: 'aadhaar' });
    expect(lab.sent.slice(before).flatMap((request) => faultsOf(request, spec))).toEqual([]);
  });

  it('a request that breaks it would be noticed', () => {
    const request = {
      method: 'POST',
      url: new URL('http://x/kyc/pan/verify?extra=1'),
      headers: {},
      body: { pan: 'x' },
    };
    expect(faultsOf(request, spec).length).toBeGreaterThan(3);
  });
});
