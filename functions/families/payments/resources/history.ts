import { expandTemplate } from '../../../core/uri-template/uri-template.ts';
import { JSON_TYPE, jsonContents } from '../../../kit/family/json-contents.ts';
import { askStripe } from '../../../kit/stripe/ask.ts';
import { modeOfKey } from '../../../kit/stripe/client.ts';
import { findCustomer } from '../../../kit/stripe/customer.ts';
import { createdBetween, pageEnd, pagingOf } from '../../../kit/stripe/paging.ts';
import type { ResourceTemplate } from '../../../kit/tool/define-family.ts';
import { PAYMENT_EXPANSIONS, paymentFacts } from '../provider/payment.ts';
import { READ_SCOPE } from '../tool-traits.ts';

const TEMPLATE = 'payments://{user_id}/history{?start_date,end_date,limit,cursor}';

/** Payments of a person, newest first. */
export const history: ResourceTemplate = {
  definition: {
    uriTemplate: TEMPLATE,
    name: 'payment-history',
    title: 'Payments',
    description:
      'Payments of a person ("me" for yourself), newest first, declined ones included. Days are YYYY-MM-DD, UTC, both included; limit is 1 to 100 (20); cursor is the "next" of the page before.',
    mimeType: JSON_TYPE,
    completes: [],
    requiredScopes: READ_SCOPE,
  },
  complete: {},
  async read(variables, call) {
    const { user_id: owner = '', start_date: start, end_date: end, limit, cursor } = variables;
    const filter = { ...pagingOf({ limit, cursor }), ...createdBetween(start, end) };
    const mode = await modeOfKey(call);
    const customer = await findCustomer(call, owner);
    const uri = expandTemplate(TEMPLATE, variables);
    if (customer === undefined) return jsonContents(uri, { payments: [], has_more: false, mode });
    const expand = PAYMENT_EXPANSIONS.map((path) => `data.${path}`);
    const { data } = await askStripe(call, (stripe) => stripe.paymentIntents.list({ ...filter, customer, expand }), {
      fields: { starting_after: 'cursor' },
    });
    return jsonContents(uri, { payments: data.data.map(paymentFacts), ...pageEnd(data), mode });
  },
};
