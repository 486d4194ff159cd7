import { Validator } from '@cfworker/json-schema';
import { describe, expect, it } from '@jest/globals';
import sandbox from '../../../sandboxes/kyc/sandbox.ts';
import type { AuditFields } from '../../../schemas/audit-field.ts';
import type { JsonSchema } from '../../../schemas/json.ts';
import { dataOf, familyUnderTest } from '../../../test/support/family-harness.ts';
import { isObject } from '../../core/json/schema-property.ts';
import { onlyKey } from '../../core/secrets/key-ring.ts';
import { keptValue } from '../../platform/audit/kept-value.ts';
import family from './family.ts';
import { CONSENT } from './testing/consent.ts';

const harness = await familyUnderTest(family, { sandbox });

type Args = Record<string, unknown>;
const { tools } = family.manifest;
const KEEPING = { keys: onlyKey('key of the test'), scopes: new Set<string>() };

/** Personal data of an invented person, as a caller may put it into any argument. */
const PERSONAL = [
  'Invented Person',
  'ABCPD1234E',
  '999999990019',
  '1987-03-14',
  '+919876543210',
  '123456789012345',
  '482913',
  '87654321',
  'https://example.com/person/87654321',
  '7e1c9d52-0d6f-4f7e-9d1a-6b1f0f8e2a11',
];

/** Everything that audit may keep of this family in clear: consent, branches, companies and choices from lists. */
const IMPERSONAL = [
  /^[Yy]$/,
  /^[A-Z]{4}0[A-Z0-9]{6}$/i,
  /^[A-Z]\d{5}[A-Z]{2}\d{4}[A-Z]{3}\d{6}$/i,
  /^[A-Z]{3}-?\d{4}$/i,
  /^(signin|signup|aadhaar|pan|driving_license)$/,
];

/** Paths of all arguments, those of nested objects included. */
function pathsOf(schema: JsonSchema, before = ''): string[] {
  const properties = isObject(schema.properties) ? Object.entries(schema.properties) : [];
  return properties.flatMap(([name, inner]) => [
    `${before}${name}`,
    ...(isObject(inner) ? pathsOf(inner, `${before}${name}.`) : []),
  ]);
}

/** The arguments with a value at a path; the value is tried as text, as a number and in a list. */
function variantsOf(args: Args, path: string, text: string): Args[] {
  const [name = '', inner] = path.split('.');
  const values = [text, ...(Number.isSafeInteger(Number(text)) ? [Number(text)] : []), [text]];
  return values.map((value) => ({
    ...args,
    [name]: inner === undefined ? value : { ...(isObject(args[name]) ? args[name] : {}), [inner]: value },
  }));
}

function valueAt(args: Args, path: string): unknown {
  return path.split('.').reduce<unknown>((value, name) => (isObject(value) ? value[name] : undefined), args);
}

/** Texts and numbers in a value, without the hashes that stand for other texts. */
function leavesOf(value: unknown): string[] {
  if (isObject(value)) return 'hash' in value ? [] : Object.values(value).flatMap(leavesOf);
  if (Array.isArray(value)) return value.flatMap(leavesOf);
  return value === null || value === undefined ? [] : [String(value)];
}

interface Audited {
  inputSchema: JsonSchema;
  auditFields: AuditFields;
  examples: readonly { arguments: Args }[];
}

/**
 * Puts each text into each argument, and answers with what audit would keep in clear although it may be personal, and
 * with the paths at which the input schema took one of the texts.
 */
function leaksOf({ inputSchema, auditFields, examples }: Audited, texts: readonly string[]) {
  const validator = new Validator(inputSchema, '2020-12');
  const taken = new Set<string>();
  const leaks = new Set<string>();
  for (const path of pathsOf(inputSchema)) {
    const attempts = examples.flatMap((example) =>
      texts.flatMap((text) => variantsOf({ ...CONSENT, ...example.arguments }, path, text)),
    );
    for (const args of attempts) {
      if (!validator.validate(withoutUnknown(args, inputSchema)).valid) continue;
      taken.add(path);
      for (const [field, rule] of Object.entries(auditFields)) {
        for (const kept of leavesOf(keptValue(valueAt(args, field) ?? null, rule, KEEPING))) {
          if (!IMPERSONAL.some((form) => form.test(kept))) leaks.add(`${field}: ${kept}`);
        }
      }
    }
  }
  return { leaks: [...leaks], taken };
}

/** Consent is not an argument of every tool. */
function withoutUnknown(args: Args, { properties }: JsonSchema): Args {
  return Object.fromEntries(Object.entries(args).filter(([name]) => isObject(properties) && name in properties));
}

describe.each(tools)('$name', (tool) => {
  it('keeps nothing personal for audit in clear, whichever argument holds it', () => {
    const { leaks, taken } = leaksOf(tool, PERSONAL);
    expect(leaks).toEqual([]);
    expect(tool.sensitiveFields.filter((path) => !taken.has(path))).toEqual([]);
  });

  it('keeps nothing for audit in clear of what the provider answers', async () => {
    const answered = await textsAnsweredBy(tool.name);
    expect(answered.length).toBeGreaterThan(0);
    expect(tools.flatMap((asked) => leaksOf(asked, answered).leaks)).toEqual([]);
  });
});

/** All texts in the answers to a tool's examples. */
async function textsAnsweredBy(name: string): Promise<string[]> {
  const answered: string[] = [];
  for (const example of family.tools.get(name)?.definition.examples ?? []) {
    const args = { ...example.arguments };
    if ('reference_id' in args) {
      const otp = await harness.run('aadhaar_okyc_generate_otp', { aadhaar_number: '123456789012', ...CONSENT });
      args.reference_id = dataOf(otp).reference_id;
    }
    if ('session_id' in args) {
      const redirect_url = 'https://example.com/?outcome=now';
      const session = { flow: 'signin', doc_types: ['aadhaar', 'pan'], redirect_url };
      args.session_id = dataOf(await harness.run('digilocker_init_session', session)).session_id;
    }
    for (const leaf of leavesOf(dataOf(await harness.run(name, args)))) answered.push(leaf);
  }
  return answered;
}

describe('the check itself', () => {
  const checked = (name: string, auditFields: AuditFields) => {
    const tool = tools.find((each) => each.name === name);
    if (!tool) throw new Error(`The family has no tool "${name}".`);
    return leaksOf({ ...tool, auditFields }, PERSONAL).leaks;
  };

  it.each<[string, AuditFields, string]>([
    ['verify_pan', { pan: { pattern: '[A-Z]{5}[0-9]{4}[A-Z]' } }, 'pan: ABCPD1234E'],
    ['verify_pan', { reason: 'closed' }, 'reason: Invented Person'],
    ['digilocker_init_session', { 'options.verified_mobile': { pattern: '.+' } }, '+919876543210'],
    ['aadhaar_okyc_verify_otp', { otp: { pattern: '[0-9]{6}' } }, 'otp: 482913'],
  ])('finds what %s would keep under %j', (name, auditFields, leak) => {
    expect(checked(name, auditFields)).toContainEqual(expect.stringContaining(leak));
  });
});
