import type Stripe from 'stripe';
import { decimalOf } from '../../../core/money/money.ts';
import { expandTemplate } from '../../../core/uri-template/uri-template.ts';
import { JSON_TYPE, jsonContents } from '../../../kit/family/json-contents.ts';
import { fromStripe } from '../../../kit/stripe/amounts.ts';
import { customerPage } from '../../../kit/stripe/customer-page.ts';
import { createdBetween, pagingOf } from '../../../kit/stripe/paging.ts';
import type { ResourceTemplate } from '../../../kit/tool/define-family.ts';
import { READ_SCOPE } from '../tool-traits.ts';

const TEMPLATE = 'billing://{user_id}/invoices{?start_date,end_date,limit,cursor}';

const timeOf = (seconds: number) => new Date(seconds * 1000).toISOString();

function invoiceFacts(invoice: Stripe.Invoice) {
  const { currency } = invoice;
  return {
    invoice_id: invoice.id,
    number: invoice.number,
    status: invoice.status,
    reason: invoice.billing_reason,
    total: decimalOf(fromStripe(invoice.total, currency)),
    amount_due: decimalOf(fromStripe(invoice.amount_due, currency)),
    amount_paid: decimalOf(fromStripe(invoice.amount_paid, currency)),
    currency: currency.toUpperCase(),
    period_start: timeOf(invoice.period_start),
    period_end: timeOf(invoice.period_end),
    created_at: timeOf(invoice.created),
    // Anyone with this address can see the invoice, so it is given only while the invoice is open.
    pay_url: invoice.status === 'open' ? (invoice.hosted_invoice_url ?? null) : null,
  };
}

/** Invoices of a person, newest first. */
export const invoices: ResourceTemplate = {
  definition: {
    uriTemplate: TEMPLATE,
    name: 'invoices',
    title: 'Invoices',
    description:
      'Invoices of a person ("me" for yourself), newest first. Days are YYYY-MM-DD, UTC, both included; limit is 1 to 100 (20); cursor is the "next" of the page before.',
    mimeType: JSON_TYPE,
    completes: [],
    requiredScopes: READ_SCOPE,
    ttlSeconds: 0,
  },
  complete: {},
  async read(variables, call) {
    const { user_id: owner = '', start_date: start, end_date: end, limit, cursor } = variables;
    const filter = { ...pagingOf({ limit, cursor }), ...createdBetween(start, end) };
    const { items, paging, mode } = await customerPage(call, owner, (stripe, customer) =>
      stripe.invoices.list({ ...filter, customer }),
    );
    return jsonContents(expandTemplate(TEMPLATE, variables), { invoices: items.map(invoiceFacts), ...paging, mode });
  },
};
