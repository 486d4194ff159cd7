import type Stripe from 'stripe';
import { ownedKey } from '../../../kit/ownership/find-owned.ts';
import { StoreConflict, type StoreItem, type TenantStore } from '../../../kit/store/store.ts';
import { type PaymentFacts, paymentFacts } from './payment.ts';

/** The record of a payment: Stripe's last answer, used if Stripe does not answer. */
export interface PaymentRecord extends StoreItem {
  facts?: PaymentFacts;
  /** Unix milliseconds; when this answer was requested from Stripe. */
  askedAt?: number;
  /** Stripe's status of the dispute; absent if the payment is not disputed. */
  dispute?: string;
  /** Unix seconds; time of the event about the dispute. */
  disputeAt?: number;
}

const keyOf = (owner: string, id: string) => ownedKey({ owner, kind: 'payment', id });

/** Records Stripe's answer about a payment; an answer that was requested later is not overwritten. */
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

/** Records the status of a dispute; the status of a later event is not overwritten. */
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
