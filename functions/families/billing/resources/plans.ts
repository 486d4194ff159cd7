import { decimalOf } from '../../../core/money/money.ts';
import { JSON_TYPE, jsonContents } from '../../../kit/family/json-contents.ts';
import { modeOfKey } from '../../../kit/stripe/client.ts';
import type { Resource } from '../../../kit/tool/define-family.ts';
import { formatPrice, priceOf, pricesOf } from '../provider/plans.ts';
import { READ_SCOPE } from '../tool-traits.ts';

const URI = 'billing://plans';

/** The plans on offer, with their prices. */
export const plans: Resource = {
  definition: {
    uri: URI,
    name: 'plans',
    title: 'Plans',
    description: 'The plans on offer, with their prices as decimal text in the unit of "currency".',
    mimeType: JSON_TYPE,
    requiredScopes: READ_SCOPE,
    ttlSeconds: 60,
  },
  async read(call) {
    const mode = await modeOfKey(call);
    const offered = (await pricesOf(call)).map(({ plan, price }) => {
      const money = priceOf(price);
      return { plan_id: plan, price: decimalOf(money), currency: money.currency, in_words: formatPrice(price) };
    });
    return jsonContents(URI, { plans: offered, mode });
  },
};
