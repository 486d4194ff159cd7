import { type CardBehaviour, DECLINES } from '../cards.ts';
import { type Json, Refusal } from '../wire/answer.ts';
import type { ApiObject } from '../wire/objects.ts';
import type { StandInContext } from '../wire/route.ts';
import { disputeCharge } from './disputes.ts';
import { methodOf } from './payment-methods.ts';

/** Address that the authentication page returns to; the API does not show it on the payment. */
export const returnNote = (id: string): string => `${id} return_url`;

/**
 * Charges the card of a payment intent and changes the intent accordingly: paid, waiting for its holder, or refused.
 *
 * @param offSession true if the card's holder is not present to authenticate
 * @throws {Refusal} 402 if the card is declined; the intent then waits for another one
 */
export function chargeCard(
  intent: ApiObject,
  { offSession, context }: { offSession: boolean; context: StandInContext },
): void {
  const { objects, events, baseUrl } = context;
  const method = methodOf(objects, String(intent.payment_method));
  const behaviour = (objects.noted(method.id) ?? 'pays') as CardBehaviour;
  if (behaviour === 'asks-for-authentication' && objects.noted(intent.id) !== 'authenticated') {
    if (offSession) refuse(intent, context, AUTHENTICATION);
    objects.change(intent, {
      status: 'requires_action',
      next_action: {
        type: 'redirect_to_url',
        redirect_to_url: {
          url: `${baseUrl}/__authenticate/${intent.id}`,
          return_url: objects.noted(returnNote(intent.id)) ?? null,
        },
      },
    });
    events.emit('payment_intent.requires_action', intent);
    return;
  }
  const decline = DECLINES[behaviour];
  if (decline) refuse(intent, context, decline);
  const charge = objects.add('ch', 'charge', {
    amount: intent.amount,
    amount_refunded: 0,
    currency: intent.currency,
    customer: intent.customer,
    payment_intent: intent.id,
    payment_method: method.id,
    paid: true,
    disputed: false,
    refunded: false,
    status: 'succeeded',
    metadata: {},
  });
  objects.change(intent, {
    status: 'succeeded',
    amount_received: intent.amount,
    latest_charge: charge.id,
    next_action: null,
    last_payment_error: null,
  });
  events.emit('payment_intent.succeeded', intent);
  if (behaviour === 'disputed' || behaviour === 'inquired') {
    disputeCharge(charge, { inquiry: behaviour === 'inquired' }, context);
  }
}

const AUTHENTICATION = {
  code: 'authentication_required',
  declineCode: 'authentication_required',
  message: 'Your card was declined. This transaction requires authentication.',
};

function refuse(
  intent: ApiObject,
  { objects, events }: StandInContext,
  { code, declineCode, message }: { code: string; declineCode: string; message: string },
): never {
  const error: Json = { type: 'card_error', code, decline_code: declineCode, message };
  objects.change(intent, { status: 'requires_payment_method', last_payment_error: error });
  events.emit('payment_intent.payment_failed', intent);
  throw new Refusal({
    status: 402,
    type: 'card_error',
    code,
    declineCode,
    message,
    paymentIntent: structuredClone(intent),
  });
}
