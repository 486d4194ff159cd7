import { expect, it } from '@jest/globals';
import { testCall } from '../../../test/support/test-call.ts';
import { NO_STORE } from '../store/no-store.ts';
import { customerPage } from './customer-page.ts';
import { pagingOf } from './paging.ts';

const SETTINGS: Record<string, string> = { STRIPE_API_URL: 'https://stripe.example', STRIPE_LIVE: 'off' };

/** A call of a person whose customer is known, with one answer of Stripe; `asked` collects the requested paths. */
function callWith(answer: object, { status = 200, asked = [] as string[] } = {}) {
  return testCall({
    secret: async () => ({ STRIPE_SECRET_KEY: 'sk_test_invented' }),
    setting: (name) => SETTINGS[name] ?? '',
    store: Object.assign(Object.create(NO_STORE), { get: async () => ({ customerId: 'cus_1' }) }),
    fetch: async (input) => {
      const { pathname, search } = new URL(input instanceof Request ? input.url : input);
      asked.push(`${pathname}${search}`);
      return Response.json(answer, { status });
    },
  });
}

it('returns a page of the objects of a customer, with a cursor that leads to the next page', async () => {
  const asked: string[] = [];
  const call = callWith({ object: 'list', has_more: true, data: [{ object: 'invoice', id: 'in_1' }] }, { asked });
  const page = await customerPage(call, 'ada', (stripe, customer) => stripe.invoices.list({ customer, limit: 1 }));
  expect(asked).toEqual(['/v1/invoices?customer=cus_1&limit=1']);
  expect(page).toMatchObject({ customer: 'cus_1', items: [{ id: 'in_1' }], paging: { has_more: true }, mode: 'test' });
  expect(pagingOf({ cursor: page.paging.next })).toMatchObject({ starting_after: 'in_1' });
});

it('reports a cursor that Stripe does not know as the variable "cursor"', async () => {
  const error = { type: 'invalid_request_error', code: 'resource_missing', param: 'starting_after', message: 'No.' };
  const list = customerPage(callWith({ error }, { status: 404 }), 'ada', (stripe, customer) =>
    stripe.invoices.list({ customer, starting_after: 'in_unknown' }),
  );
  await expect(list).rejects.toMatchObject({ code: 'E4007', details: { field: 'cursor' } });
});
