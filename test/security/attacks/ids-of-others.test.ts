import { randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { findFamilies, loadManifests } from '../../../lib/families.ts';
import { scopesOf } from '../../../lib/scopes.ts';
import { ADMIN_SCOPE, OWNER_FIELD, USERS_ACT_SCOPE } from '../../../schemas/scopes.ts';
import { endpoints } from '../../cloud/endpoints.ts';
import { newKey } from '../../integration/support/control.ts';
import { answerOf, modern } from '../../integration/support/endpoint.ts';
import { confirmed, NO_THINGS, SAME_AS, THINGS, unknownLike } from './things.ts';

const ADA = `test:ada-${randomUUID()}`;
const ID = /^id$|_ids?$|_token$|^session$/;
const FAMILIES = new URL('../../../functions/families', import.meta.url).pathname;

/** One place at which an id is given: an argument of a tool, or a variable of a template. */
interface Place {
  /** `<family>.<name of the id>` */
  readonly id: string;
  readonly title: string;
  use(id: string, key: string): Promise<unknown>;
}

const manifests = await loadManifests(findFamilies([FAMILIES]));

/** The first example of a tool with the id in its place; a person's name is replaced by the caller's own. */
const toolPlaces: Place[] = manifests.flatMap(({ name: family, tools }) =>
  tools.flatMap(({ name, inputSchema, examples }) =>
    Object.keys(inputSchema.properties ?? {})
      .filter((field) => ID.test(field) && field !== OWNER_FIELD)
      .map((field) => ({
        id: `${family}.${field}`,
        title: `${name} with a ${field}`,
        use: async (id: string, key: string) => {
          const given: Record<string, unknown> = { ...argumentsFor(examples, field), [field]: id };
          if (OWNER_FIELD in given) given[OWNER_FIELD] = 'me';
          return confirmed(name, given, { key, meta: { 'manifold/idempotencyKey': randomUUID() } });
        },
      })),
  ),
);

const VARIABLES: Record<string, string> = { doc_type: 'aadhaar', index: '0' };
const templatePlaces: Place[] = manifests.flatMap(({ name: family, resourceTemplates }) =>
  resourceTemplates.flatMap(({ uriTemplate }) =>
    [...uriTemplate.replace(/\{\?.*\}$/, '').matchAll(/\{(\w+)\}/g)]
      .map(([, name = '']) => name)
      .filter((name) => ID.test(name) && name !== OWNER_FIELD)
      .map((field) => ({
        id: `${family}.${field}`,
        title: uriTemplate,
        use: (id: string, key: string) => {
          const uri = uriTemplate
            .replace(/\{\?.*\}$/, '')
            .replace(/\{(\w+)\}/g, (_all, name: string) => (name === field ? id : (VARIABLES[name] ?? '')));
          return answerOf(modern('resources/read', { uri }, { key }));
        },
      })),
  ),
);

/** An example that has the field, so that fields that exclude it are left out; else the first example. */
function argumentsFor(examples: { arguments: Record<string, unknown> }[], field: string) {
  return (examples.find((example) => field in example.arguments) ?? examples[0])?.arguments;
}

const places = [...toolPlaces, ...templatePlaces].filter(({ id }) => !(id in NO_THINGS));

/** The error of a tool's result or of a request, without fields that differ from call to call; undefined for a success. */
function refusalOf(answer: unknown) {
  const { error, _meta } = Object(answer);
  const found = error?.data ?? _meta?.['manifold/error'];
  if (!found) return undefined;
  const { code, message, details } = found;
  return { code, message, details };
}

const things = new Map<string, string>();
let bob: string;
let namesake: string;
beforeAll(async () => {
  const scopes = [
    ...scopesOf(await loadManifests()).all.filter((scope) => scope !== ADMIN_SCOPE && scope !== USERS_ACT_SCOPE),
    'tools:list',
  ];
  const ada = await newKey({ id: ADA, tier: 'free', roles: ['operator'], scopes });
  bob = await newKey({ id: `test:bob-${randomUUID()}`, tier: 'free', roles: ['operator'], scopes });
  namesake = await newKey({ id: ADA, tenant: 'elsewhere', tier: 'free', roles: ['operator'], scopes });
  // Bob has things of his own, so he is refused for the id and not for a missing account.
  for (const [name, make] of Object.entries(THINGS).sort(([one], [other]) => inOrder(one) - inOrder(other))) {
    things.set(name, await make(ada));
    // The stand-in has one reference for each Aadhaar number, so Bob would get Ada's reference.
    if (name !== 'kyc.reference_id') await make(bob);
  }
}, 60_000);

/** Payments and tokens need the payment method and the subscription. */
const inOrder = (name: string) => (name === 'billing.subscription_id' ? 0 : 1);

async function requestsSent(): Promise<number> {
  const { kyc } = endpoints().sandboxes;
  const { requests } = (await (await fetch(`${kyc}/__transcript`)).json()) as { requests: unknown[] };
  return requests.length;
}

it('each argument and variable that is an id is listed as a thing that may belong to somebody, or with the reason why not', () => {
  const known = new Set([...Object.keys(THINGS), ...Object.keys(SAME_AS), ...Object.keys(NO_THINGS)]);
  const found = new Set([...toolPlaces, ...templatePlaces].map(({ id }) => id));
  expect([...found].filter((id) => !known.has(id))).toEqual([]);
  expect([...known].filter((id) => !found.has(id))).toEqual([]);
});

describe('the id of another person’s thing', () => {
  it.each(places)('is refused as an id that does not exist: $title', async ({ id, use }) => {
    const foreign = things.get(SAME_AS[id] ?? id) ?? '';
    const unknown = unknownLike(foreign);
    for (const stranger of [bob, namesake]) {
      const refused = refusalOf(await use(foreign, stranger));
      expect(refused?.code).toMatch(/^E[1-4]\d{3}$/);
      expect(refused?.code).not.toBe('E3007');
      expect(JSON.stringify(refused).replaceAll(foreign, unknown)).toBe(
        JSON.stringify(refusalOf(await use(unknown, stranger))),
      );
    }
  });

  it.each(places.filter(({ id }) => id.startsWith('kyc.')))(
    'causes no request to the provider: $title',
    async ({ id, use }) => {
      const before = await requestsSent();
      await use(things.get(id) ?? '', bob);
      expect(await requestsSent()).toBe(before);
    },
  );
});

describe('the id of the caller’s own thing', () => {
  it.each(places.filter(({ id }) => id.startsWith('kyc.')))('is accepted: $title', async ({ id, use }) => {
    const make = THINGS[id];
    expect(refusalOf(await use((await make?.(bob)) ?? '', bob))).toBeUndefined();
  });
});

it('a session that leads back to a page of the attacker is refused before the provider is asked', async () => {
  const before = await requestsSent();
  const session = { flow: 'signin', doc_types: ['aadhaar'], redirect_url: 'https://evil.example/collect' };
  const result = await confirmed('digilocker_init_session', session, { key: bob });
  expect(refusalOf(result)).toMatchObject({ code: 'E2004', details: { field: 'redirect_url' } });
  expect(await requestsSent()).toBe(before);
});
