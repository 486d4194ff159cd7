import { ManifoldError } from '../../../core/errors/manifold-error.ts';
import type { Call } from '../../../kit/tool/call.ts';
import { baseUrl, movesRealMoney } from './endpoint.ts';

/**
 * Refuses to move real money: on a live host the call passes only if the stage allows it, and only with arguments
 * that a person has confirmed.
 *
 * @throws {ManifoldError} E3002 if the stage does not allow it, E3007 if the call is not confirmed
 */
export function refuseUnconfirmedMoney(call: Call): void {
  if (!movesRealMoney(baseUrl(call))) return;
  if (call.setting('KYC_PENNY_DROP_LIVE') !== 'on') {
    throw new ManifoldError(
      'E3002',
      'The penny drop moves real money on the live host and is switched off there. Use verify_bank_account_penniless, or ask the operators for the setting KYC_PENNY_DROP_LIVE.',
    );
  }
  if (!call.context.confirmed) {
    throw new ManifoldError(
      'E3007',
      'This call pays ₹1 into the account and is billed. It needs a confirmation of exactly these arguments.',
    );
  }
}
