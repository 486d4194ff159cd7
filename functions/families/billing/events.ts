import * as z from 'zod';
import { planClient } from '../../kit/capabilities/plan-client.ts';
import { tokenClient } from '../../kit/capabilities/token-client.ts';
import { askStripe } from '../../kit/stripe/ask.ts';
import { ownerOfCustomer } from '../../kit/stripe/customer.ts';
import { eventTypeOf } from '../../kit/stripe/event-type.ts';
import { idOf } from '../../kit/stripe/payment-method.ts';
import type { BackgroundCall } from '../../kit/tool/call.ts';
import type { OnEvent } from '../../kit/tool/define-family.ts';
import { type EntitlementClients, syncEntitlement } from './entitlement/entitlement.ts';
import { recordNotice } from './entitlement/notices.ts';
import { makeTokenReady } from './entitlement/ready-token.ts';

/** What is read of an event. All else is read from Stripe, since events arrive late, twice and in any order. */
const StripeEvent = z.object({
  id: z.string(),
  type: z.string(),
  created: z.int(),
  data: z.object({
    object: z.object({
      /** Absent for an invoice that does not exist yet (`invoice.upcoming`). */
      id: z.string().nullish(),
      customer: z.string().nullish(),
      charge: z.string().nullish(),
      status: z.string().nullish(),
      /** Why an invoice was made. */
      billing_reason: z.string().nullish(),
    }),
  }),
});
type StripeEvent = z.infer<typeof StripeEvent>;

const NOTED = /^(invoice\.|charge\.dispute\.)/;
/** Events that may change whether a subscription is paid for. */
const CHANGES_PLAN = /^(customer\.subscription\.|invoice\.|charge\.refund)/;

/**
 * Handles events of Stripe: subscriptions, invoices and refunds change the plan; invoices and disputes are recorded.
 */
export function onStripeWith(clients: () => EntitlementClients): OnEvent {
  return async ({ body }, call) => {
    const type = eventTypeOf(body);
    if (!NOTED.test(type) && !CHANGES_PLAN.test(type)) return;
    const event = StripeEvent.parse(body);
    const customer = await customerOf(call, event);
    const who = customer === undefined ? undefined : await ownerOfCustomer(call, customer);
    // The Stripe account may have customers that were not made here.
    if (customer === undefined || who === undefined) return;
    const store = call.store.of(who.tenant);
    const { id, status = null } = event.data.object;
    if (NOTED.test(event.type) && id) {
      const at = new Date(event.created * 1000).toISOString();
      await recordNotice(store, {
        owner: who.owner,
        eventId: event.id,
        notice: { type: event.type, about: id, status, at },
      });
      if (event.type.startsWith('charge.dispute.')) call.log('warning', { dispute: id, status });
    }
    if (CHANGES_PLAN.test(event.type)) {
      const subscriber = { tenant: who.tenant, owner: who.owner, customer };
      const entitlement = await syncEntitlement(call, store, { who: subscriber, clients: clients() });
      const { tier, version, subscriptionId, overdue } = entitlement;
      if (isFirstPayment(event) && tier !== null && subscriptionId !== null && !overdue) {
        const since = new Date(event.created * 1000).toISOString();
        await makeTokenReady(store, who.owner, { subscriptionId, since });
      }
      call.log('info', { event: event.type, tier, version });
    }
  };
}

export const onStripe = onStripeWith(() => ({ plans: planClient(), tokens: tokenClient() }));

const isFirstPayment = ({ type, data }: StripeEvent) =>
  type === 'invoice.paid' && data.object.billing_reason === 'subscription_create';

/** The customer that an event is about; disputes and refunds name only their charge. */
async function customerOf(call: BackgroundCall, { data }: StripeEvent): Promise<string | undefined> {
  const { customer, charge } = data.object;
  if (customer || !charge) return customer ?? undefined;
  const { data: found } = await askStripe(call, (stripe) => stripe.charges.retrieve(charge));
  return idOf(found.customer);
}
