import type Stripe from 'stripe';
import * as z from 'zod';
import { ManifoldError } from '../../../core/errors/manifold-error.ts';
import { decimalOf } from '../../../core/money/money.ts';
import { fromStripe } from '../../../kit/stripe/amounts.ts';
import { type Answered, askStripe } from '../../../kit/stripe/ask.ts';
import { modeOf } from '../../../kit/stripe/client.ts';
import { findCustomer } from '../../../kit/stripe/customer.ts';
import { idOf } from '../../../kit/stripe/payment-method.ts';
import type { Call } from '../../../kit/tool/call.ts';

/** A payment, as tools and resources return it. Amounts are decimal text and minor units of ISO 4217. */
export const PaymentOutput = {
  payment_id: z.string(),
  status: z
    .string()
    .describe(
      'succeeded: paid; requires_action: the holder has to authenticate at action_url; processing: the bank is processing it; requires_payment_method: declined; canceled.',
    ),
  amount: z.string(),
  amount_minor: z.int(),
  currency: z.string(),
  refunded: z.string().describe('Amount refunded so far, in the unit of "currency".'),
  refundable: z.string().describe('Amount that can still be refunded, in the unit of "currency".'),
  disputed: z.boolean().describe('True if the holder has disputed it at the bank: payments://{user_id}/disputes.'),
  source_id: z.string().nullable().describe('The payment method.'),
  destination_id: z.string().describe('The account that is paid: "platform", or a connected one (acct_…).'),
  description: z.string().nullable(),
  failure: z.string().nullable().describe('Decline code of the last attempt.'),
  action_url: z.string().nullable().describe('Page on which the holder of the payment method authenticates.'),
  created_at: z.string().describe('ISO 8601, UTC.'),
  mode: z.enum(['test', 'live']).describe('test: no real money moves.'),
};
export type PaymentFacts = z.infer<z.ZodObject<typeof PaymentOutput>>;

/** The Stripe account of the platform itself, instead of a connected account. */
export const PLATFORM_DESTINATION = 'platform';

/** Objects that are read together with a payment: its charge has the refunded amount. */
export const PAYMENT_EXPANSIONS = ['latest_charge'];

export function paymentFacts(intent: Stripe.PaymentIntent, dispute?: Stripe.Dispute): PaymentFacts {
  const { refunded, refundable } = refundsOf(intent, dispute);
  const total = fromStripe(intent.amount, intent.currency);
  return {
    payment_id: intent.id,
    status: intent.status,
    amount: decimalOf(total),
    amount_minor: total.minor,
    currency: total.currency,
    refunded: decimalOf(fromStripe(refunded, intent.currency)),
    refundable: decimalOf(fromStripe(refundable, intent.currency)),
    disputed: isDisputed(intent),
    source_id: idOf(intent.payment_method) ?? null,
    destination_id: idOf(intent.transfer_data?.destination) ?? PLATFORM_DESTINATION,
    description: intent.description,
    failure: intent.last_payment_error?.decline_code ?? intent.last_payment_error?.code ?? null,
    action_url: actionUrlOf(intent),
    created_at: new Date(intent.created * 1000).toISOString(),
    mode: modeOf(intent),
  };
}

const chargeOf = ({ latest_charge: charge }: Stripe.PaymentIntent) => (typeof charge === 'object' ? charge : null);

/** Whether the holder has ever disputed the payment; the charge has to be expanded. */
export const isDisputed = (intent: Stripe.PaymentIntent): boolean => chargeOf(intent)?.disputed ?? false;

/**
 * Refunded and still refundable amounts in Stripe's minor units; the charge has to be expanded. Of a disputed payment
 * nothing counts as refundable, unless its dispute says otherwise.
 */
export function refundsOf(intent: Stripe.PaymentIntent, dispute?: Pick<Stripe.Dispute, 'is_charge_refundable'>) {
  const refunded = chargeOf(intent)?.amount_refunded ?? 0;
  const isRefundable = dispute ? dispute.is_charge_refundable : !isDisputed(intent);
  return { refunded, refundable: isRefundable ? Math.max(0, intent.amount_received - refunded) : 0 };
}

/** Page on which the holder of the payment method authenticates (3-D Secure), if the bank asks for it. */
export function actionUrlOf({ status, next_action: next }: Stripe.PaymentIntent | Stripe.SetupIntent): string | null {
  return status === 'requires_action' ? (next?.redirect_to_url?.url ?? null) : null;
}

/** Form of Stripe's ids, for audit. */
export const PAYMENT_FORM = { pattern: 'pi_[0-9][A-Za-z0-9]{13,40}' };

export const PaymentId = z
  .string()
  .regex(/^pi_\w{8,100}$/, 'expected the id of a payment, pi_…')
  .meta({ description: 'Id of a payment (pi_…), from initiate_payment or the history.' });

/**
 * A payment of a person, read from Stripe. A payment of another person is answered like one that does not exist.
 * @throws {ManifoldError} E4007 that names `payment_id`
 */
export async function findPayment(
  call: Call,
  { id, owner }: { id: string; owner: string },
): Promise<Answered<Stripe.PaymentIntent>> {
  const customer = await findCustomer(call, owner);
  if (customer === undefined || !PaymentId.safeParse(id).success) throw noPayment();
  try {
    const answered = await askStripe(call, (stripe) =>
      stripe.paymentIntents.retrieve(id, { expand: PAYMENT_EXPANSIONS }),
    );
    if (idOf(answered.data.customer) === customer) return answered;
  } catch (thrown) {
    if (!(thrown instanceof ManifoldError && thrown.code === 'E4007')) throw thrown;
  }
  throw noPayment();
}

function noPayment(): ManifoldError {
  return new ManifoldError('E4007', 'You have no payment with this "payment_id".', {
    details: { field: 'payment_id', suggestion: 'Read payments://me/history first, and use an id from there.' },
  });
}

/**
 * Parameters for the account that is paid. Only the connected accounts that the stage names are paid, so that a model
 * cannot be tricked into paying a stranger.
 *
 * @throws {ManifoldError} E2004 that names the field
 */
export function destinationOf(call: Call, id: string): { transfer_data?: { destination: string } } {
  if (id === PLATFORM_DESTINATION) return {};
  const named = call
    .setting('PAYMENTS_DESTINATIONS')
    .split(',')
    .map((each) => each.trim());
  if (named.includes(id)) return { transfer_data: { destination: id } };
  throw new ManifoldError('E2004', '"destination_id" is not an account that may be paid here.', {
    details: {
      field: 'destination_id',
      expectedFormat: `"${PLATFORM_DESTINATION}", or an account that the setting PAYMENTS_DESTINATIONS names`,
    },
  });
}
