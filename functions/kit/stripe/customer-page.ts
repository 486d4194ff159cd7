import type Stripe from 'stripe';
import { askStripe } from './ask.ts';
import { type Mode, modeOfKey } from './client.ts';
import { type CustomerCall, findCustomer } from './customer.ts';
import { pageEnd } from './paging.ts';

export interface CustomerPage<Item> {
  /** The person's customer at Stripe; undefined for a person without one, whose page is empty. */
  customer: string | undefined;
  items: Item[];
  /** `has_more`, and the cursor of the next page. */
  paging: { has_more: boolean; next?: string };
  mode: Mode;
}

/**
 * One page of a list of a person's objects at Stripe.
 * @param list sends the request; a wrong `starting_after` is reported as the variable `cursor`
 */
export async function customerPage<Item extends { id: string }>(
  call: CustomerCall,
  owner: string,
  list: (stripe: Stripe, customer: string) => Promise<Stripe.ApiList<Item>>,
): Promise<CustomerPage<Item>> {
  const mode = await modeOfKey(call);
  const customer = await findCustomer(call, owner);
  if (customer === undefined) return { customer, items: [], paging: { has_more: false }, mode };
  const { data } = await askStripe(call, (stripe) => list(stripe, customer), { fields: { starting_after: 'cursor' } });
  return { customer, items: data.data, paging: pageEnd(data), mode };
}
