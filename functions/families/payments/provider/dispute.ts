import type Stripe from 'stripe';
import * as z from 'zod';
import { ManifoldError } from '../../../core/errors/manifold-error.ts';
import { decimalOf } from '../../../core/money/money.ts';
import { fromStripe } from '../../../kit/stripe/amounts.ts';
import { askStripe } from '../../../kit/stripe/ask.ts';
import { modeOf, type StripeCall } from '../../../kit/stripe/client.ts';
import { findCustomer } from '../../../kit/stripe/customer.ts';
import { idOf } from '../../../kit/stripe/payment-method.ts';
import type { Call } from '../../../kit/tool/call.ts';

/** A dispute, as tools and resources return it. */
export const DisputeOutput = {
  dispute_id: z.string(),
  payment_id: z.string().nullable(),
  status: z
    .string()
    .describe(
      'needs_response, warning_needs_response: evidence is awaited until evidence_due; under_review, warning_under_review: the bank decides; won, lost, warning_closed: decided.',
    ),
  reason: z.string().describe('Reason that the holder gave to the bank, such as fraudulent.'),
  amount: z.string().describe('Disputed amount, decimal text in the unit of "currency".'),
  amount_minor: z.int(),
  currency: z.string(),
  refundable: z.boolean().describe('True while a refund is still possible and ends the dispute.'),
  evidence_due: z.string().nullable().describe('ISO 8601, UTC.'),
  evidence_submissions: z.int(),
  created_at: z.string().describe('ISO 8601, UTC.'),
  mode: z.enum(['test', 'live']),
};

const timeOf = (seconds: number | null) => (seconds === null ? null : new Date(seconds * 1000).toISOString());

export function disputeFacts(dispute: Stripe.Dispute) {
  const { evidence_details: evidence } = dispute;
  const money = fromStripe(dispute.amount, dispute.currency);
  return {
    dispute_id: dispute.id,
    payment_id: idOf(dispute.payment_intent) ?? null,
    status: dispute.status,
    reason: dispute.reason,
    amount: decimalOf(money),
    amount_minor: money.minor,
    currency: money.currency,
    refundable: dispute.is_charge_refundable,
    evidence_due: timeOf(evidence.due_by),
    evidence_submissions: evidence.submission_count,
    created_at: new Date(dispute.created * 1000).toISOString(),
    mode: modeOf(dispute),
  };
}

/** Statuses in which evidence is awaited. */
export const awaitsEvidence = ({ status }: Stripe.Dispute): boolean => status.endsWith('needs_response');

/** Form of Stripe's ids, for audit; some disputes still have the older prefix. */
export const DISPUTE_FORM = { pattern: '(dp|du)_[0-9][A-Za-z0-9]{13,40}' };

export const DisputeId = z
  .string()
  .regex(/^(dp|du)_\w{8,100}$/, 'expected the id of a dispute, dp_… or du_…')
  .meta({ description: 'Id of the dispute, from payments://{user_id}/disputes.' });

/** Objects that are read together with a dispute: its payment says whose it is. */
export const DISPUTE_EXPANSIONS = ['payment_intent'];

/** The customer whose payment is disputed; the payment has to be expanded. */
export function customerOfDispute({ payment_intent: intent }: Stripe.Dispute): string | undefined {
  return typeof intent === 'object' && intent !== null ? idOf(intent.customer) : undefined;
}

/** The newest dispute of a payment. */
export async function disputeOfPayment(call: StripeCall, paymentId: string): Promise<Stripe.Dispute | undefined> {
  const { data } = await askStripe(call, (stripe) => stripe.disputes.list({ payment_intent: paymentId, limit: 1 }));
  return data.data[0];
}

/**
 * A dispute of a person's payment. A dispute of another person is answered like one that does not exist.
 * @throws {ManifoldError} E4007 that names `dispute_id`
 */
export async function findDispute(call: Call, { id, owner }: { id: string; owner: string }): Promise<Stripe.Dispute> {
  const customer = await findCustomer(call, owner);
  try {
    if (customer !== undefined) {
      const { data } = await askStripe(call, (stripe) => stripe.disputes.retrieve(id, { expand: DISPUTE_EXPANSIONS }));
      if (customerOfDispute(data) === customer) return data;
    }
  } catch (thrown) {
    if (!(thrown instanceof ManifoldError && thrown.code === 'E4007')) throw thrown;
  }
  throw new ManifoldError('E4007', 'There is no dispute with this "dispute_id".', {
    details: { field: 'dispute_id', suggestion: 'Read payments://{user_id}/disputes first.' },
  });
}
