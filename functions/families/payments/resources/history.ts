import { expandTemplate } from '../../../core/uri-template/uri-template.ts';
import { JSON_TYPE, jsonContents } from '../../../kit/family/json-contents.ts';
import { customerPage } from '../../../kit/stripe/customer-page.ts';
import { createdBetween, pagingOf } from '../../../kit/stripe/paging.ts';
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
    ttlSeconds: 0,
  },
  complete: {},
  async read(variables, call) {
    const { user_id: owner = '', start_date: start, end_date: end, limit, cursor } = variables;
    const filter = { ...pagingOf({ limit, cursor }), ...createdBetween(start, end) };
    const expand = PAYMENT_EXPANSIONS.map((path) => `data.${path}`);
    const { items, paging, mode } = await customerPage(call, owner, (stripe, customer) =>
      stripe.paymentIntents.list({ ...filter, customer, expand }),
    );
    return jsonContents(expandTemplate(TEMPLATE, variables), {
      payments: items.map((intent) => paymentFacts(intent)),
      ...paging,
      mode,
    });
  },
};
