import { usedConfirmationKey } from '../../../schemas/keys.ts';
import { ManifoldError } from '../../core/errors/manifold-error.ts';
import type { Permit } from '../idempotency/permit.ts';
import type { Proof } from './sealed-proof.ts';

/** A confirmation as a permit: its nonce is burnt, and stays burnt until the proof would have expired anyway. */
export function proofPermit(tenant: string, proof: Proof): Permit {
  return {
    use: (table, owner) => ({
      Put: {
        TableName: table,
        Item: { ...usedConfirmationKey(tenant, proof.nonce), owner, expiresAt: proof.expiresAt + 60 },
        ConditionExpression: 'attribute_not_exists(pk) OR #owner = :owner',
        ExpressionAttributeNames: { '#owner': 'owner' },
        ExpressionAttributeValues: { ':owner': owner },
      },
    }),
    used: new ManifoldError('E3007', 'This confirmation was used before; it is good once.', {
      details: { suggestion: 'Send the call without it to be asked again.' },
    }),
  };
}
