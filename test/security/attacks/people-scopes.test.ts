import { randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { loadManifests } from '../../../lib/families.ts';
import { scopesOf } from '../../../lib/scopes.ts';
import { PEOPLE, type Person } from '../../../local/issuer/people.ts';
import { ROLES_OF_SCOPES } from '../../../schemas/role-scopes.ts';
import { OWNER_FIELD } from '../../../schemas/scopes.ts';
import { type Answer, post } from '../../integration/support/endpoint.ts';
import { publicClient, type ScopedClient } from './support/scoped-sign-in.ts';

/** A tool or resource with which a caller could reach another person's things. */
interface Touching {
  name: string;
  family: string;
  requiredScopes: readonly string[];
  /** URI of the other person's resource; absent for a tool. */
  uri?: string;
}

/** A person who does not exist, so that a call that is let through affects no person. */
const OTHER = `cognito:${randomUUID()}`;
/** Resources about the credential itself, which every caller may read. */
const OWN_ALONE = 'users://{user_id}/permissions';
/** Messages of a batch (revision 2025-03-26); each is guarded like a single message. */
const BATCH = 10;

const manifests = await loadManifests();
const everyScope = scopesOf(manifests).all;
const touching: Touching[] = manifests.flatMap(({ name: family, tools, resourceTemplates }) => [
  ...tools
    .filter(({ inputSchema }) => OWNER_FIELD in Object(inputSchema.properties))
    .map(({ name, requiredScopes }) => ({ name, family, requiredScopes })),
  ...resourceTemplates
    .filter(({ uriTemplate }) => uriTemplate.includes(`{${OWNER_FIELD}}`))
    .map(({ uriTemplate, requiredScopes }) => ({
      name: uriTemplate,
      family,
      requiredScopes,
      uri: uriTemplate.replace(/\{\?.*\}$/, '').replace(`{${OWNER_FIELD}}`, encodeURIComponent(OTHER)),
    })),
]);

let client: ScopedClient;
beforeAll(async () => {
  client = await publicClient();
});

const isOfRole = (scope: string) => Object.hasOwn(ROLES_OF_SCOPES, scope);
const ordinary = everyScope.filter((scope) => !isOfRole(scope));
/** The scopes grouped by their part before the colon. */
const familiesOf = (scopes: readonly string[]) => [...Map.groupBy(scopes, (scope) => scope.split(':')[0]).values()];

/** Scopes of a person's token by the table: those that were requested, and those that the role gives. */
function scopesByTable({ groups }: Person, asked: readonly string[]): string[] {
  const ofRole = Object.entries(ROLES_OF_SCOPES).filter(([, roles]) => roles.some((role) => groups.includes(role)));
  return [...asked, 'tools:list', ...ofRole.map(([scope]) => scope)];
}

/** Whether the call may reach another person's things, by the scopes of the token and the person's role. */
function mayTouch(
  { groups }: Person,
  scopes: readonly string[],
  { name, requiredScopes, family, uri }: Touching,
): boolean {
  if (name === OWN_ALONE) return false;
  if (!requiredScopes.every((scope) => scopes.includes(scope))) return false;
  if (groups.includes('admin')) return scopes.includes('users:act');
  if (!groups.includes('operator')) return false;
  if (uri !== undefined) return family === 'fraud' && scopes.includes('fraud:review');
  return requiredScopes.some((scope) => scope === 'fraud:review' || scope === 'payments:refund');
}

const messageFor = ({ name, uri }: Touching, id: number) =>
  uri === undefined
    ? { jsonrpc: '2.0', id, method: 'tools/call', params: { name, arguments: { [OWNER_FIELD]: OTHER } } }
    : { jsonrpc: '2.0', id, method: 'resources/read', params: { uri } };

/** Whether the answer says only that the caller has no such thing. */
function isRefused({ result, error }: Answer): boolean {
  const { code, details } = error?.data ?? result?._meta?.['manifold/error'] ?? {};
  // An unknown tool, and an unknown resource in the revisions before 2026-07-28.
  const isHidden = (error?.code === -32602 || error?.code === -32002) && code === undefined;
  return isHidden || code === 'E3001' || code === 'E1004' || (code === 'E4007' && details?.field === OWNER_FIELD);
}

/** Tools and resources that let a token reach another person's things, even if the call then fails. */
async function touched(key: string): Promise<string[]> {
  const batches = Array.from({ length: Math.ceil(touching.length / BATCH) }, (_, index) => index * BATCH);
  const through = await Promise.all(
    batches.map(async (start) => {
      const messages = touching.slice(start, start + BATCH).map((one, index) => messageFor(one, start + index));
      const answers = (await (await post(JSON.stringify(messages), { key })).json()) as Answer[];
      expect(answers.map(({ id }) => id)).toEqual(messages.map(({ id }) => id));
      return answers.filter((answer) => !isRefused(answer)).map(({ id }) => touching[Number(id)]?.name ?? '');
    }),
  );
  return through.flat().sort();
}

describe('the things of another person', () => {
  it('are reachable in principle by many tools and resources, which this test calls', () => {
    const names = touching.map(({ name }) => name);
    expect(names).toEqual(expect.arrayContaining(['initiate_payment', 'process_refund', 'review_flagged_transaction']));
    expect(touching.filter(({ uri }) => uri !== undefined).length).toBeGreaterThan(10);
    expect(everyScope).toEqual(expect.arrayContaining([...Object.keys(ROLES_OF_SCOPES), 'payments:write']));
  });

  // Rights come from the roles alone, so one person for each set of roles stands for the others.
  const roles = PEOPLE.map(({ groups }) => groups.join());
  const people = PEOPLE.filter((_, index) => roles.indexOf(roles[index] ?? '') === index);
  // A role with many rights is walked with each scope alone, the others with the scopes of one family at a time.
  const alone = people.find(({ groups }) => groups.includes('operator'));
  it.each(people.map((person) => [person.name, person] as const))(
    'stay closed to %s with every scope that can be requested, except for those that the table lists',
    async (name, person) => {
      for (const scope of everyScope.filter(isOfRole)) {
        // Requesting it changes nothing: a person with the role has it in every token.
        expect([scope, await client.signIn(name, [scope, 'tools:list'])]).toEqual([
          scope,
          { refused: 'invalid_scope' },
        ]);
      }
      for (const asked of person === alone ? ordinary.map((scope) => [scope]) : familiesOf(ordinary)) {
        const signedIn = await client.signIn(name, [...asked, 'tools:list']);
        if ('refused' in signedIn) throw new Error(`${name} gets no token for ${asked}: ${signedIn.refused}`);
        const scopes = scopesByTable(person, asked);
        const expected = touching.filter((one) => mayTouch(person, scopes, one)).map((one) => one.name);
        expect([asked, await touched(signedIn.token)]).toEqual([asked, expected.sort()]);
      }
    },
    600_000,
  );
});
