import * as z from 'zod';
import { askStripe } from '../../kit/stripe/ask.ts';
import { ownerOfCustomer } from '../../kit/stripe/customer.ts';
import { eventTypeOf } from '../../kit/stripe/event-type.ts';
import { idOf } from '../../kit/stripe/payment-method.ts';
import type { BackgroundCall } from '../../kit/tool/call.ts';
import type { OnEvent } from '../../kit/tool/define-family.ts';
import { PAYMENT_EXPANSIONS } from './provider/payment.ts';
import { recordDispute, recordPayment } from './provider/payment-record.ts';

/** What is read of an event. All else is read from Stripe, since events arrive late, twice and in any order. */
const StripeEvent = z.object({
  /** Unix seconds. */
  created: z.int(),
  data: z.object({
    object: z.object({
      object: z.string(),
      id: z.string(),
      payment_intent: z.string().nullish(),
      status: z.string().nullish(),
    }),
  }),
});
type StripeEvent = z.infer<typeof StripeEvent>;

/** Keeps the record of a payment up to date: paid later, refused, refunded, disputed. */
export const onStripe: OnEvent = async ({ body }, call) => {
  const type = eventTypeOf(body);
  if (!/^(payment_intent|charge)\./.test(type)) return;
  const event = StripeEvent.parse(body);
  const { object } = event.data;
  const paymentId = object.object === 'payment_intent' ? object.id : object.payment_intent;
  if (paymentId) await refresh(call, { paymentId, event });
};

async function refresh(call: BackgroundCall, { paymentId, event }: { paymentId: string; event: StripeEvent }) {
  const { object } = event.data;
  const askedAt = Date.now();
  const { data: intent } = await askStripe(call, (stripe) =>
    stripe.paymentIntents.retrieve(paymentId, { expand: PAYMENT_EXPANSIONS }),
  );
  const customer = idOf(intent.customer);
  const known = customer === undefined ? undefined : await ownerOfCustomer(call, customer);
  // The Stripe account may have payments that were not made here.
  if (!known) return;
  const store = call.store.of(known.tenant);
  await recordPayment(store, { owner: known.owner, intent, askedAt });
  if (object.object !== 'dispute') return;
  call.log('warning', { dispute: object.id, payment: paymentId, status: object.status ?? null });
  await recordDispute(store, { owner: known.owner, paymentId, status: object.status ?? 'open', at: event.created });
}
