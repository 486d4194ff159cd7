/**
 * Pseudonyms of principals in the sealed audit (ADR 0012). Access patterns, in the identity table:
 * - salt of a principal: GetItem <tenant>#audit-pseudonyms / <principal>; where there is none, PutItem on condition
 * - erasure: DeleteItem of it
 */
import { createHmac, randomBytes } from 'node:crypto';
import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { DeleteCommand, GetCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import { pseudonymKey } from '../../../schemas/keys.ts';
import type { SealedEvent } from '../../../schemas/sealed-audit.ts';
import type { IdentityTable } from '../identity/revocations.ts';

/** Fields of an event that hold a principal: who did it, and to whom. */
const PRINCIPAL_FIELDS = ['principal', 'subject'] as const;
const PSEUDONYM = /^p_[0-9a-f]{32}$/;
/** Principals that are nobody: a pseudonym would hide nothing. */
const NOBODY = new Set(['anonymous']);

export interface Pseudonyms {
  /** The event with each principal under a pseudonym. */
  of(event: SealedEvent): Promise<SealedEvent>;
}

/**
 * Gives principals their pseudonyms: a hash that is keyed by a random salt of each. As long as the salt is there,
 * operators can tell whose events they are; once it is deleted nobody can, and the sealed copy stays as it was signed.
 */
export function pseudonyms(identity: IdentityTable): Pseudonyms {
  const known = new Map<string, Promise<string>>();
  const pseudonymOf = (tenant: string, principal: string): Promise<string> => {
    if (NOBODY.has(principal) || isPseudonym(principal)) return Promise.resolve(principal);
    const key = JSON.stringify([tenant, principal]);
    const pseudonym = known.get(key) ?? saltOf(identity, tenant, principal).then((salt) => hash(salt, key));
    known.set(key, pseudonym);
    return pseudonym;
  };
  return {
    async of(event) {
      const named = PRINCIPAL_FIELDS.filter((field) => typeof event[field] === 'string');
      const entries = await Promise.all(
        named.map(async (field) => [field, await pseudonymOf(event.tenant, String(event[field]))] as const),
      );
      return { ...event, ...Object.fromEntries(entries) };
    },
  };
}

export const isPseudonym = (principal: string): boolean => PSEUDONYM.test(principal);

/** The pseudonym that a principal has, without giving it one; undefined where it has none. */
export async function knownPseudonym(
  identity: IdentityTable,
  tenant: string,
  principal: string,
): Promise<string | undefined> {
  const salt = await readSalt(identity, tenant, principal);
  return salt === undefined ? undefined : hash(salt, JSON.stringify([tenant, principal]));
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
