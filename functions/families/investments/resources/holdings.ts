import { expandTemplate } from '../../../core/uri-template/uri-template.ts';
import { JSON_TYPE, jsonContents } from '../../../kit/family/json-contents.ts';
import { readLimit } from '../../../kit/family/list-variables.ts';
import type { ResourceTemplate } from '../../../kit/tool/define-family.ts';
import { ask, POSITION } from '../provider/ask.ts';
import { READ_SCOPE } from '../tool-traits.ts';
import { symbolOf } from './variables.ts';

const TEMPLATE = 'investments://{user_id}/portfolio/holdings{?limit,cursor}';

/** The open positions, by symbol. Alpaca sends all of them at once; they are returned in pages. */
export const holdings: ResourceTemplate = {
  definition: {
    uriTemplate: TEMPLATE,
    name: 'portfolio-holdings',
    title: 'Holdings',
    description:
      'The holdings of the account, by symbol: number of shares, cost, value and profit in US dollars, all as decimal text. limit is 1 to 200 (50); cursor is the "next" of the page before.',
    mimeType: JSON_TYPE,
    completes: [],
    requiredScopes: READ_SCOPE,
    ttlSeconds: 0,
  },
  complete: {},
  async read(variables, call) {
    const limit = readLimit(variables.limit, { max: 200, standard: 50 });
    const after = variables.cursor === undefined ? '' : symbolOf(variables.cursor);
    const { data, mode } = await ask(call, ({ positions }) => positions.getAllOpenPositionsRaw(), {
      expects: POSITION,
    });
    const left = data.filter(({ symbol }) => symbol > after).sort((one, other) => (one.symbol < other.symbol ? -1 : 1));
    const page = left.slice(0, limit);
    const hasMore = left.length > page.length;
    return jsonContents(expandTemplate(TEMPLATE, variables), {
      holdings: page.map((position) => ({
        symbol: position.symbol,
        side: position.side,
        quantity: position.qty,
        available_quantity: position.qtyAvailable ?? position.qty,
        average_entry_price: position.avgEntryPrice,
        cost: position.costBasis,
        price: position.currentPrice,
        market_value: position.marketValue,
        unrealized_profit: position.unrealizedPl,
        unrealized_return: position.unrealizedPlpc,
      })),
      has_more: hasMore,
      next: hasMore ? page.at(-1)?.symbol : undefined,
      shared_with: 'organisation',
      mode,
    });
  },
};
