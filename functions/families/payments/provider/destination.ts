import { ManifoldError } from '../../../core/errors/manifold-error.ts';
import type { Call } from '../../../kit/tool/call.ts';
import { PLATFORM_DESTINATION } from './payment.ts';

/**
 * Parameters for the account that is paid. Only the connected accounts that the stage names are paid, so that a model
 * cannot be tricked into paying a stranger.
 *
 * @throws {ManifoldError} E2004 that names the field
 */
export function destinationOf(call: Call, id: string): { transfer_data?: { destination: string } } {
  if (id === PLATFORM_DESTINATION) return {};
  const named = call
    .setting('PAYMENTS_DESTINATIONS')
    .split(',')
    .map((each) => each.trim());
  if (named.includes(id)) return { transfer_data: { destination: id } };
  throw new ManifoldError('E2004', '"destination_id" is not an account that may be paid here.', {
    details: {
      field: 'destination_id',
      expectedFormat: `"${PLATFORM_DESTINATION}", or an account that the setting PAYMENTS_DESTINATIONS names`,
    },
  });
}
