/**
 * Calls that wait for a person's confirmation, so that `confirm_call` can make them with the token alone. Access patterns:
 * - keep: PutItem tenant#asked#principal / hash of the proof; one per refusal with a token
 * - look up: GetItem of the same key, consistent; one per confirm_call
 */
import { GetCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { askedCallKey } from '../../../schemas/keys.ts';
import { hashOf } from '../../core/json/canonical.ts';
import type { KeyRing } from '../../core/secrets/key-ring.ts';
import { tenantVault } from '../../core/secrets/tenant-vault.ts';
import type { StateTable } from '../../core/state-table/state-table.ts';

/** A call as it is made again once the person has agreed. */
export const AskedCall = z.object({
  /** Name and version: `refund@1.0.0`. */
  tool: z.string(),
  arguments: z.record(z.string(), z.unknown()),
  idempotencyKey: z.string().optional(),
});
export type AskedCall = z.infer<typeof AskedCall>;

/** Share of an item's 400 KB that the arguments may take once sealed. */
const MOST_SEALED_BYTES = 350_000;

/** The principal that was asked, the proof that it was given, and the keys that seal its arguments. */
export interface AskedAt {
  readonly tenant: string;
  readonly principal: string;
  readonly proof: string;
  /** Keys of the purpose `asked-calls`. */
  readonly keys: KeyRing;
}

/**
 * Keeps a call, sealed, until its proof expires.
 *
 * @param expiresAt Unix seconds
 * @returns false if the arguments are too large to be kept
 */
export async function keepAskedCall(
  { client, table }: StateTable,
  at: AskedAt,
  call: AskedCall,
  expiresAt: number,
): Promise<boolean> {
  const { Key, vault, place } = locate(at);
  const sealed = vault.seal(call, place);
  if (sealed.length > MOST_SEALED_BYTES) return false;
  await client.send(new PutCommand({ TableName: table, Item: { ...Key, sealed, expiresAt } }));
  return true;
}

/** The call that waits for this proof; undefined if the principal was not given it, or if it has expired. */
export async function askedCall(
  { client, table }: StateTable,
  at: AskedAt,
  nowMs = Date.now(),
): Promise<AskedCall | undefined> {
  const { Key, vault, place } = locate(at);
  const { Item } = await client.send(new GetCommand({ TableName: table, Key, ConsistentRead: true }));
  if (Item === undefined || Number(Item.expiresAt) <= nowMs / 1000) return undefined;
  return AskedCall.parse(vault.open(Item.sealed as Uint8Array, place));
}

function locate({ tenant, principal, proof, keys }: AskedAt) {
  const hash = hashOf(['asked', proof]);
  return {
    Key: askedCallKey(tenant, principal, hash),
    vault: tenantVault(keys, tenant),
    place: ['asked', principal, hash],
  };
}
