import type Stripe from 'stripe';
import { ownedKey } from '../../../kit/ownership/find-owned.ts';
import { StoreConflict, type StoreItem, type TenantStore } from '../../../kit/store/store.ts';
import { type PaymentFacts, paymentFacts } from './payment.ts';

/** What is remembered of a payment: Stripe's answer, for when Stripe does not answer. */
export interface PaymentRecord extends StoreItem {
  facts?: PaymentFacts;
  /** Unix milliseconds at which Stripe was asked for it. */
  askedAt?: number;
  /** Status of a dispute, as Stripe calls it; absent where nobody disputes the payment. */
  dispute?: string;
  /** Unix seconds of the event that told of the dispute. */
  disputeAt?: number;
}

const keyOf = (owner: string, id: string) => ownedKey({ owner, kind: 'payment', id });

/** Remembers a payment as Stripe had it at a moment; what was asked for later is not overwritten. */
export async function recordPayment(
  store: TenantStore,
  { owner, intent, askedAt }: { owner: string; intent: Stripe.PaymentIntent; askedAt: number },
): Promise<void> {
  try {
    await store.update(keyOf(owner, intent.id), {
      set: { facts: paymentFacts(intent), askedAt },
      condition: 'attribute_not_exists(askedAt) OR askedAt <= :asked',
      values: { ':asked': askedAt },
    });
  } catch (thrown) {
    if (!(thrown instanceof StoreConflict)) throw thrown;
  }
}

export function recordedPayment(store: TenantStore, owner: string, id: string): Promise<PaymentRecord | undefined> {
  return store.get<PaymentRecord>(keyOf(owner, id));
}

/** Notes how a dispute stands; what an event of a later moment told is not overwritten. */
export async function recordDispute(
  store: TenantStore,
  { owner, paymentId, status, at }: { owner: string; paymentId: string; status: string; at: number },
): Promise<void> {
  try {
    await store.update(keyOf(owner, paymentId), {
      set: { dispute: status, disputeAt: at },
      condition: 'attribute_not_exists(disputeAt) OR disputeAt <= :at',
      values: { ':at': at },
    });
  } catch (thrown) {
    if (!(thrown instanceof StoreConflict)) throw thrown;
  }
}
