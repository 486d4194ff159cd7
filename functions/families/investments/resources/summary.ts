import { expandTemplate } from '../../../core/uri-template/uri-template.ts';
import { JSON_TYPE, jsonContents } from '../../../kit/family/json-contents.ts';
import type { ResourceTemplate } from '../../../kit/tool/define-family.ts';
import { scaled, unscaled } from '../formats/decimal-field.ts';
import { ACCOUNT, ask, POSITION } from '../provider/ask.ts';
import { READ_SCOPE } from '../tool-traits.ts';

const TEMPLATE = 'investments://{user_id}/portfolio/summary';

/** Totals of the account. */
export const summary: ResourceTemplate = {
  definition: {
    uriTemplate: TEMPLATE,
    name: 'portfolio-summary',
    title: 'Portfolio summary',
    description:
      'Cash, buying power, value of the holdings and of the whole account, in US dollars as decimal text, and the change since the close of the day before. Use "me" for yourself; the account is shared by your organisation.',
    mimeType: JSON_TYPE,
    completes: [],
    requiredScopes: READ_SCOPE,
    ttlSeconds: 0,
  },
  complete: {},
  async read(variables, call) {
    const { data: account, mode } = await ask(call, ({ accounts }) => accounts.getAccountRaw(), { expects: ACCOUNT });
    const { data: positions } = await ask(call, ({ positions: each }) => each.getAllOpenPositionsRaw(), {
      expects: POSITION,
    });
    const { equity = '0', lastEquity = '0' } = account;
    return jsonContents(expandTemplate(TEMPLATE, variables), {
      status: account.status,
      currency: account.currency ?? 'USD',
      equity,
      cash: account.cash ?? null,
      buying_power: account.buyingPower ?? null,
      long_market_value: account.longMarketValue ?? null,
      short_market_value: account.shortMarketValue ?? null,
      change_today: unscaled(scaled(equity) - scaled(lastEquity), 2),
      unrealized_profit: unscaled(
        positions.reduce((sum, { unrealizedPl }) => sum + scaled(unrealizedPl), 0n),
        2,
      ),
      positions: positions.length,
      trading_blocked: account.tradingBlocked ?? account.accountBlocked ?? false,
      shared_with: 'organisation',
      as_of: new Date().toISOString(),
      mode,
    });
  },
};
