import type { ApiKeySummary } from '../../../schemas/api-keys.ts';
import { ManifoldError } from '../../core/errors/manifold-error.ts';
import { keysBelongingTo, listApiKeys } from '../../kit/capabilities/api-keys.ts';
import { identityTable } from '../../kit/capabilities/tables.ts';
import type { Call } from '../../kit/tool/call.ts';
import { nowSeconds } from './tool-traits.ts';

type Caller = Pick<Call, 'context'>;

/** The owner of the keys: the caller, or the person that the guard of owners has let the caller act for. */
export const ownerOf = ({ context }: Caller, user_id: string | undefined) => user_id ?? context.principal.id;

/** Keys of a person and of the person's agents that have not expired; each key is followed by those made with it. */
export async function keysOfOwner({ context }: Caller, owner: string): Promise<ApiKeySummary[]> {
  return keysBelongingTo(await listApiKeys(identityTable(), context.principal.tenant, nowSeconds()), owner);
}

/**
 * A key of the owner, revoked ones included.
 * @throws {ManifoldError} E4007, the same for a key of another person, one that has expired and one that never existed
 */
export async function findOwnKey(call: Caller, { owner, id }: { owner: string; id: string }): Promise<ApiKeySummary> {
  const summary = (await keysOfOwner(call, owner)).find((key) => key.id === id);
  if (summary) return summary;
  throw new ManifoldError('E4007', 'You have no API key with this "key_id".', {
    details: { field: 'key_id', suggestion: 'Read api-keys://me, and use an id from there.' },
  });
}

/**
 * Refuses to give rights to a key of another person: only its owner may do that.
 * @throws {ManifoldError} E1004
 */
export function refuseOtherOwner(call: Caller, user_id: string | undefined): void {
  if (ownerOf(call, user_id) === call.context.principal.id) return;
  throw new ManifoldError(
    'E1004',
    'You cannot make or change a key of another person, because it would act in their name.',
    {
      details: {
        field: 'user_id',
        expectedFormat: '"me", or left out',
        suggestion: 'To make a key for a machine, name an "agent".',
      },
    },
  );
}

/** The same error with the field `permissions`, which is what the tools call the scopes of a key. */
export function withPermissionsField(thrown: unknown): unknown {
  if (!(thrown instanceof ManifoldError) || thrown.details.field !== 'scopes') return thrown;
  const details = { ...thrown.details, field: 'permissions' };
  return new ManifoldError(thrown.code, thrown.message, { details, cause: thrown });
}
