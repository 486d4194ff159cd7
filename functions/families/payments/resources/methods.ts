import { expandTemplate } from '../../../core/uri-template/uri-template.ts';
import { JSON_TYPE, jsonContents } from '../../../kit/family/json-contents.ts';
import { customerPage } from '../../../kit/stripe/customer-page.ts';
import { pagingOf } from '../../../kit/stripe/paging.ts';
import { defaultMethodOf, methodFacts } from '../../../kit/stripe/payment-method.ts';
import type { ResourceTemplate } from '../../../kit/tool/define-family.ts';
import { READ_SCOPE } from '../tool-traits.ts';

const TEMPLATE = 'payments://{user_id}/methods{?limit,cursor}';

/** Payment methods that a person has saved: brand and last digits, newest first. */
export const methods: ResourceTemplate = {
  definition: {
    uriTemplate: TEMPLATE,
    name: 'payment-methods',
    title: 'Saved payment methods',
    description:
      'Saved payment methods of a person ("me" for yourself), newest first: brand, last digits, expiry, and which one is the default.',
    mimeType: JSON_TYPE,
    completes: [],
    requiredScopes: READ_SCOPE,
    ttlSeconds: 0,
  },
  complete: {},
  async read(variables, call) {
    const { user_id: owner = '', limit, cursor } = variables;
    const paging = pagingOf({ limit, cursor });
    const {
      customer,
      items,
      paging: end,
      mode,
    } = await customerPage(call, owner, (stripe, id) => stripe.customers.listPaymentMethods(id, paging));
    const standard = customer === undefined ? undefined : await defaultMethodOf(call, customer);
    return jsonContents(expandTemplate(TEMPLATE, variables), {
      payment_methods: items.map((method) => ({ ...methodFacts(method), is_default: method.id === standard })),
      ...end,
      mode,
    });
  },
};
