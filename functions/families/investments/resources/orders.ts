import { expandTemplate } from '../../../core/uri-template/uri-template.ts';
import { JSON_TYPE, jsonContents } from '../../../kit/family/json-contents.ts';
import { invalidVariable, readLimit } from '../../../kit/family/list-variables.ts';
import type { ResourceTemplate } from '../../../kit/tool/define-family.ts';
import { ask, ORDER } from '../provider/ask.ts';
import { orderFacts } from '../provider/order-facts.ts';
import { isOrderOf, ORDER_ID } from '../provider/order-id.ts';
import { READ_SCOPE } from '../tool-traits.ts';
import { wordOf } from './variables.ts';

const TEMPLATE = 'investments://{user_id}/orders{?status,limit,cursor}';
const STATUSES = ['open', 'closed', 'all'] as const;
/** Alpaca sends at most this many orders at once. */
const PAGE = 500;

/** Orders that were placed here for one person, newest first, out of all orders of the account. */
export const orders: ResourceTemplate = {
  definition: {
    uriTemplate: TEMPLATE,
    name: 'orders',
    title: 'Orders',
    description:
      'Orders that were placed here for a person ("me" for yourself), newest first. status: open, closed or all (all); limit is 1 to 100 (20); cursor is the "next" of the page before. A page may have fewer entries than limit and still have a next one.',
    mimeType: JSON_TYPE,
    completes: ['status'],
    requiredScopes: READ_SCOPE,
    ttlSeconds: 0,
  },
  complete: { status: (typed) => STATUSES.filter((status) => status.startsWith(typed.toLowerCase())) },
  async read(variables, call) {
    const { user_id: owner = '', cursor: beforeOrderId } = variables;
    const status = wordOf(variables.status ?? 'all', { field: 'status', words: STATUSES });
    const limit = readLimit(variables.limit, { max: 100, standard: 20 });
    if (beforeOrderId !== undefined && !ORDER_ID.test(beforeOrderId))
      throw invalidVariable('cursor', 'the "next" of the page before');
    const { data, mode } = await ask(
      call,
      ({ orders: api }) =>
        api.getAllOrdersRaw({ status, limit: PAGE, direction: 'desc', nested: false, beforeOrderId }),
      { expects: ORDER },
    );
    const own = data.filter(({ clientOrderId }) => isOrderOf(call, owner, clientOrderId));
    const page = own.slice(0, limit);
    const last = own.length > page.length ? page.at(-1) : data.length === PAGE ? data.at(-1) : undefined;
    const next = last?.id;
    return jsonContents(expandTemplate(TEMPLATE, variables), {
      orders: page.map(orderFacts),
      has_more: next !== undefined,
      next,
      mode,
    });
  },
};
