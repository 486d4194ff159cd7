import { expandTemplate } from '../../../core/uri-template/uri-template.ts';
import { JSON_TYPE, jsonContents } from '../../../kit/family/json-contents.ts';
import { customerPage } from '../../../kit/stripe/customer-page.ts';
import { pagingOf } from '../../../kit/stripe/paging.ts';
import type { ResourceTemplate } from '../../../kit/tool/define-family.ts';
import { customerOfDispute, DISPUTE_EXPANSIONS, disputeFacts } from '../provider/dispute.ts';
import { READ_SCOPE } from '../tool-traits.ts';

const TEMPLATE = 'payments://{user_id}/disputes{?limit,cursor}';

/** Disputes of a person's payments, newest first. */
export const disputes: ResourceTemplate = {
  definition: {
    uriTemplate: TEMPLATE,
    name: 'payment-disputes',
    title: 'Disputed payments',
    description:
      'Disputes of the payments of a person ("me" for yourself), newest first: status, reason, amount, until when evidence is awaited, whether a refund is still possible. limit counts the disputes of the account that are looked through, so follow next while has_more is true.',
    mimeType: JSON_TYPE,
    completes: [],
    requiredScopes: READ_SCOPE,
    ttlSeconds: 0,
  },
  complete: {},
  async read(variables, call) {
    const { user_id: owner = '', limit = '100', cursor } = variables;
    const page = { ...pagingOf({ limit, cursor }), expand: DISPUTE_EXPANSIONS.map((path) => `data.${path}`) };
    // Stripe lists the disputes of the whole account, and has no filter by customer.
    const { customer, items, paging, mode } = await customerPage(call, owner, (stripe) => stripe.disputes.list(page));
    const own = items.filter((dispute) => customerOfDispute(dispute) === customer);
    return jsonContents(expandTemplate(TEMPLATE, variables), { disputes: own.map(disputeFacts), ...paging, mode });
  },
};
