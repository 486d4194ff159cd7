import type { ApiKeySummary } from '../../../schemas/api-keys.ts';
import { ManifoldError } from '../../core/errors/manifold-error.ts';
import { keysBelongingTo, listApiKeys } from '../../kit/capabilities/api-keys.ts';
import { identityTable } from '../../kit/capabilities/tables.ts';
import type { Call } from '../../kit/tool/call.ts';
import { nowSeconds } from './tool-traits.ts';

type Caller = Pick<Call, 'context'>;

/** Whose keys are meant: the caller, or whom the guard of owners let through. */
export const ownerOf = ({ context }: Caller, user_id: string | undefined) => user_id ?? context.principal.id;

/** Keys of a person, of the person's agents and of theirs that have not expired: each with those made with it behind it. */
export async function keysOfOwner({ context }: Caller, owner: string): Promise<ApiKeySummary[]> {
  return keysBelongingTo(await listApiKeys(identityTable(), context.principal.tenant, nowSeconds()), owner);
}

/**
 * A key of the owner, revoked ones included.
 * @throws {ManifoldError} E4007, alike for what is somebody else's, has expired or never was
 */
export async function findOwnKey(call: Caller, { owner, id }: { owner: string; id: string }): Promise<ApiKeySummary> {
  const summary = (await keysOfOwner(call, owner)).find((key) => key.id === id);
  if (summary) return summary;
  throw new ManifoldError('E4007', 'You have no API key with this "key_id".', {
    details: { field: 'key_id', suggestion: 'Read api-keys://me, and use an id from there.' },
  });
}

/**
 * What a key may do is given by the person whose key it is, and by nobody in that person's place.
 * @throws {ManifoldError} E1004
 */
export function refuseOtherOwner(call: Caller, user_id: string | undefined): void {
  if (ownerOf(call, user_id) === call.context.principal.id) return;
  throw new ManifoldError(
    'E1004',
    'A key for another person cannot be made or given more: it would act in that name.',
    {
      details: { field: 'user_id', expectedFormat: '"me", or left out', suggestion: 'Name an "agent" for a machine.' },
    },
  );
}

/** A refusal of the runtime in the words of the tools: what it calls scopes is their argument `permissions`. */
export function withPermissionsField(thrown: unknown): unknown {
  if (!(thrown instanceof ManifoldError) || thrown.details.field !== 'scopes') return thrown;
  const details = { ...thrown.details, field: 'permissions' };
  return new ManifoldError(thrown.code, thrown.message, { details, cause: thrown });
}
