import { ManifoldError } from '../../../core/errors/manifold-error.ts';
import { missingScopes } from '../../../core/principal/scopes.ts';
import { credentialsIn } from '../../../kit/provider/credentials.ts';
import type { Call } from '../../../kit/tool/call.ts';
import { LIVE_SCOPE } from '../tool-traits.ts';

/** Whether an order moves real money. */
export type Mode = 'paper' | 'live';

export interface BrokerageAccount {
  keyId: string;
  secret: string;
  mode: Mode;
}

/** Keys of paper accounts begin with PK, those of live accounts with AK. Any other key counts as live. */
const PAPER_KEY = /^PK/;

/**
 * The account of the stage at Alpaca, if it belongs to the caller's tenant. All people of the tenant with the scopes
 * share it.
 *
 * @throws {ManifoldError} E3002 if the tenant has no account, or a live one that is not switched on; E4006 if the keys
 *   are missing
 */
export async function accountOf(call: Pick<Call, 'secret' | 'setting' | 'context'>): Promise<BrokerageAccount> {
  const tenant = call.setting('ALPACA_TENANT');
  if (tenant === '' || tenant !== call.context.principal.tenant) {
    throw new ManifoldError('E3002', 'Your organisation has no brokerage account on this stage.', {
      details: {
        suggestion: 'Ask the operators: the setting ALPACA_TENANT names the tenant that the account belongs to.',
      },
    });
  }
  const { ALPACA_KEY_ID: keyId, ALPACA_SECRET_KEY: secret } = credentialsIn(
    await call.secret(),
    ['ALPACA_KEY_ID', 'ALPACA_SECRET_KEY'],
    'The keys of the brokerage account are not set.',
  );
  const mode = PAPER_KEY.test(keyId) ? 'paper' : 'live';
  if (mode === 'live' && call.setting('ALPACA_LIVE') !== 'on') {
    throw new ManifoldError(
      'E3002',
      'The keys belong to a live account, but live accounts are not switched on for this stage.',
      {
        details: { suggestion: 'Ask the operators to set ALPACA_LIVE to "on", or to use keys of a paper account.' },
      },
    );
  }
  return { keyId, secret, mode };
}

/** Address of the trading API for the mode of the account. */
export function tradingUrl(call: Pick<Call, 'setting'>, mode: Mode): string {
  return call.setting(mode === 'live' ? 'ALPACA_LIVE_URL' : 'ALPACA_PAPER_URL');
}

/**
 * Refuses to act on a live account without the scope for it and without a confirmation.
 *
 * @throws {ManifoldError} E1004 without the scope `investments:live`, E3007 without a confirmation
 */
export function refuseLive(call: Pick<Call, 'context'>, mode: Mode): void {
  refuseWithoutLiveScope(call, mode);
  if (mode === 'live' && !call.context.confirmed) {
    throw new ManifoldError(
      'E3007',
      'This call acts on a live account, so it needs a confirmation of exactly these arguments.',
    );
  }
}

/** The same check before the confirmation, so that no confirmation is requested for a call that would be refused. */
export function refuseWithoutLiveScope({ context }: Pick<Call, 'context'>, mode: Mode): void {
  if (mode === 'live' && missingScopes([LIVE_SCOPE], context.principal).length > 0) {
    throw new ManifoldError('E1004', `The account is a live account, which needs the scope "${LIVE_SCOPE}".`, {
      details: { missingScopes: [LIVE_SCOPE] },
    });
  }
}
