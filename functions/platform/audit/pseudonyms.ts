/**
 * Pseudonyms of principals in the sealed audit (ADR 0012). Access patterns, in the identity table:
 * - salt of a principal: GetItem <tenant>#audit-pseudonyms / <principal>; for a new principal, PutItem on condition
 * - erasure: Query <tenant>#audit-pseudonyms for the person's ids, DeleteItem of each
 */
import { createHmac, randomBytes } from 'node:crypto';
import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { DeleteCommand, GetCommand, PutCommand, paginateQuery } from '@aws-sdk/lib-dynamodb';
import { pseudonymKey } from '../../../schemas/keys.ts';
import type { SealedEvent } from '../../../schemas/sealed-audit.ts';
import type { IdentityTable } from '../identity/revocations.ts';
import { peopleIn, withPeople } from './people.ts';

const PSEUDONYM = /^p_[0-9a-f]{32}$/;
/** Pseudonyms that are remembered at once. */
const MOST_KNOWN = 20_000;
/** Principals that stand for no person: a pseudonym would hide nothing. */
const NOBODY = new Set(['anonymous']);

export interface Pseudonyms {
  /** The event with each person that it declares under a pseudonym (people.ts). */
  of(event: SealedEvent): Promise<SealedEvent>;
  /** The pseudonym of one person of a tenant; a new person gets one. */
  person(tenant: string, id: string): Promise<string>;
}

/**
 * Gives principals their pseudonyms: a hash that is keyed by a random salt of each. As long as the salt is there,
 * operators can recognise the person's events; once it is deleted no one can, and the sealed copy stays as it was signed.
 */
export function pseudonyms(identity: IdentityTable): Pseudonyms {
  const known = new Map<string, Promise<string>>();
  const pseudonymOf = (tenant: string, principal: string): Promise<string> => {
    if (NOBODY.has(principal) || isPseudonym(principal)) return Promise.resolve(principal);
    const key = JSON.stringify([tenant, principal]);
    const pseudonym = known.get(key) ?? saltOf(identity, tenant, principal).then((salt) => hash(salt, key));
    // Those that were used last stay.
    known.delete(key);
    known.set(key, pseudonym);
    for (const [oldest] of known)
      if (known.size > MOST_KNOWN) known.delete(oldest);
      else break;
    return pseudonym;
  };
  return {
    person: pseudonymOf,
    async of(event) {
      const people = [...peopleIn(event)];
      const named = new Map(
        await Promise.all(people.map(async (id) => [id, await pseudonymOf(event.tenant, id)] as const)),
      );
      return withPeople(event, (id) => named.get(id) ?? id);
    },
  };
}

/** The pseudonym that a person has; undefined for a person without one, or one that was forgotten. */
export async function knownPseudonym(
  identity: IdentityTable,
  tenant: string,
  principal: string,
): Promise<string | undefined> {
  const salt = await readSalt(identity, tenant, principal);
  return salt === undefined ? undefined : hash(salt, JSON.stringify([tenant, principal]));
}

export const isPseudonym = (principal: string): boolean => PSEUDONYM.test(principal);

/** Every principal of a tenant that has a pseudonym. */
export async function* knownPrincipals({ client, table }: IdentityTable, tenant: string): AsyncGenerator<string> {
  const query = {
    TableName: table,
    KeyConditionExpression: 'pk = :pk',
    ExpressionAttributeValues: { ':pk': pseudonymKey(tenant, '').pk },
    ProjectionExpression: 'sk',
    ConsistentRead: true,
  };
  for await (const { Items = [] } of paginateQuery({ client }, query)) yield* Items.map(({ sk }) => String(sk));
}

/** Deletes what ties a principal to its pseudonym. */
export async function forgetPseudonym(identity: IdentityTable, tenant: string, principal: string): Promise<void> {
  await identity.client.send(new DeleteCommand({ TableName: identity.table, Key: pseudonymKey(tenant, principal) }));
}

const hash = (salt: string, text: string) => `p_${createHmac('sha256', salt).update(text).digest('hex').slice(0, 32)}`;

async function readSalt(
  { client, table }: IdentityTable,
  tenant: string,
  principal: string,
): Promise<string | undefined> {
  const { Item } = await client.send(
    new GetCommand({ TableName: table, Key: pseudonymKey(tenant, principal), ConsistentRead: true }),
  );
  return Item && String(Item.salt);
}

async function saltOf(identity: IdentityTable, tenant: string, principal: string): Promise<string> {
  const present = await readSalt(identity, tenant, principal);
  if (present !== undefined) return present;
  const salt = randomBytes(32).toString('hex');
  try {
    await identity.client.send(
      new PutCommand({
        TableName: identity.table,
        Item: { ...pseudonymKey(tenant, principal), salt },
        ConditionExpression: 'attribute_not_exists(pk)',
      }),
    );
    return salt;
  } catch (error) {
    if (!(error instanceof ConditionalCheckFailedException)) throw error;
    return saltOf(identity, tenant, principal);
  }
}
