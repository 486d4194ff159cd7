import { ManifoldError } from '../../../core/errors/manifold-error.ts';
import { missingScopes } from '../../../core/principal/scopes.ts';
import type { Call } from '../../../kit/tool/call.ts';
import { LIVE_SCOPE } from '../tool-traits.ts';

/** Whether an order moves real money. */
export type Mode = 'paper' | 'live';

export interface BrokerageAccount {
  keyId: string;
  secret: string;
  mode: Mode;
}

/** Alpaca's keys of paper accounts begin so, those of live accounts with AK. What is neither counts as live. */
const PAPER_KEY = /^PK/;

/**
 * The stage's one account at Alpaca, if it is the caller's tenant's. All of a tenant who have the scopes share it.
 *
 * @throws {ManifoldError} E3002 where the tenant has no account, or a live one that the stage has not switched on;
 *   E4006 where the keys are missing
 */
export async function accountOf(call: Pick<Call, 'secret' | 'setting' | 'context'>): Promise<BrokerageAccount> {
  const tenant = call.setting('ALPACA_TENANT');
  if (tenant === '' || tenant !== call.context.principal.tenant) {
    throw new ManifoldError('E3002', 'Your organisation has no brokerage account on this stage.', {
      details: { suggestion: 'Tell the operators: ALPACA_TENANT names the tenant that the account belongs to.' },
    });
  }
  const { ALPACA_KEY_ID: keyId, ALPACA_SECRET_KEY: secret } = await call.secret();
  if (!keyId || !secret || keyId === 'set-me' || secret === 'set-me') {
    throw new ManifoldError('E4006', 'The keys of the brokerage account are not set.', {
      details: {
        suggestion: 'Tell the operators: the secret of this family needs "ALPACA_KEY_ID" and "ALPACA_SECRET_KEY".',
      },
    });
  }
  const mode = PAPER_KEY.test(keyId) ? 'paper' : 'live';
  if (mode === 'live' && call.setting('ALPACA_LIVE') !== 'on') {
    throw new ManifoldError('E3002', 'The keys are those of a live account, and this stage has not switched that on.', {
      details: { suggestion: 'Ask the operators for the setting ALPACA_LIVE, or for keys of a paper account.' },
    });
  }
  return { keyId, secret, mode };
}

/** Where the account's mode has its trading API. */
export function tradingUrl(call: Pick<Call, 'setting'>, mode: Mode): string {
  return call.setting(mode === 'live' ? 'ALPACA_LIVE_URL' : 'ALPACA_PAPER_URL');
}

/**
 * Keeps what acts on a live account to those who may, and to what was confirmed.
 *
 * @throws {ManifoldError} E1004 without the scope `investments:live`, E3007 without a confirmation
 */
export function refuseLive(call: Pick<Call, 'context'>, mode: Mode): void {
  refuseWithoutLiveScope(call, mode);
  if (mode === 'live' && !call.context.confirmed) {
    throw new ManifoldError(
      'E3007',
      'This acts on a live account. It needs a confirmation of exactly these arguments.',
    );
  }
}

/** The same before there is a confirmation: what would be refused anyway is not asked for. */
export function refuseWithoutLiveScope({ context }: Pick<Call, 'context'>, mode: Mode): void {
  if (mode === 'live' && missingScopes([LIVE_SCOPE], context.principal).length > 0) {
    throw new ManifoldError('E1004', `The account is a live one: that needs the scope "${LIVE_SCOPE}".`, {
      details: { missingScopes: [LIVE_SCOPE] },
    });
  }
}
