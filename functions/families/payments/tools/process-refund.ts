import type Stripe from 'stripe';
import * as z from 'zod';
import { AUDIT_FORMS } from '../../../../schemas/audit-field.ts';
import { ManifoldError } from '../../../core/errors/manifold-error.ts';
import { currencyCode } from '../../../core/money/currencies.ts';
import { decimalOf, formatMoney, type Money, readMoney } from '../../../core/money/money.ts';
import { AmountInput, CurrencyInput, MinorInput } from '../../../kit/money/amount-input.ts';
import { firstVersion } from '../../../kit/money/first-version.ts';
import { fromStripe, toStripe } from '../../../kit/stripe/amounts.ts';
import { askStripe, CallKeysOutput, callKeys, writeStripe } from '../../../kit/stripe/ask.ts';
import { madeBy, markOf } from '../../../kit/stripe/call-mark.ts';
import { type Mode, modeOf } from '../../../kit/stripe/client.ts';
import { STRIPE_FAILURES } from '../../../kit/stripe/failures.ts';
import { idOf } from '../../../kit/stripe/payment-method.ts';
import type { Call } from '../../../kit/tool/call.ts';
import { defineTool, toolSpec } from '../../../kit/tool/define-tool.ts';
import { notFoundYet } from '../../../kit/tool/not-found-yet.ts';
import { NO_RETRY } from '../../../kit/tool/retry.ts';
import { disputeOfPayment } from '../provider/dispute.ts';
import { findPayment, isDisputed, PAYMENT_FORM, PaymentId, refundsOf } from '../provider/payment.ts';
import { MONEY_RATE, PAYS_EACH_TIME, REFUND_SCOPE, RETRY_SECONDS } from '../tool-traits.ts';

const input = z.object({
  payment_id: PaymentId,
  amount: AmountInput.optional().meta({
    description: 'Amount to refund, in units of the currency of the payment. All that is left if left out.',
  }),
  amount_minor: MinorInput.optional(),
  currency: CurrencyInput.optional().meta({ description: 'Currency of the payment (ISO 4217), as a check.' }),
  reason: z
    .enum(['duplicate', 'fraudulent', 'requested_by_customer'])
    .default('requested_by_customer')
    .describe('Reason that the card network records.'),
  user_id: z.string().optional().meta({ description: 'Person whose payment it is. You if left out.' }),
});
type Input = z.output<typeof input>;

const output = z.object({
  refund_id: z.string(),
  payment_id: z.string(),
  status: z.string().describe('succeeded, pending, failed, requires_action or canceled'),
  amount: z.string(),
  amount_minor: z.int(),
  currency: z.string(),
  reason: z.string().nullable(),
  created_at: z.string().describe('ISO 8601, UTC.'),
  ...CallKeysOutput,
  mode: z.enum(['test', 'live']),
});

const STEP = 'refund';

const unknownOutcome =
  'The refund may have been made. Retry the call with the same idempotency key, or read payments://{payment_id}/status.';

/**
 * The amount of a refund, and what is left of the payment. Stripe itself refuses refunds that exceed the payment, also
 * two concurrent ones; this check gives a clearer error earlier.
 *
 * @throws {ManifoldError} E2004 that names the argument
 */
function wantedOf(args: Input, { intent, dispute }: Refunded): { wanted: Money; left: Money } {
  const total = fromStripe(intent.amount, intent.currency);
  if (args.currency !== undefined && currencyCode(args.currency) !== total.currency) {
    throw new ManifoldError('E2004', `The payment was made in ${total.currency}.`, {
      details: { field: 'currency', expectedFormat: total.currency },
    });
  }
  refuseLost(dispute);
  const left = fromStripe(refundsOf(intent, dispute).refundable, intent.currency);
  if (left.minor === 0) {
    const why = intent.status === 'succeeded' ? 'has been refunded in full' : `has not been paid (${intent.status})`;
    throw new ManifoldError('E2004', `There is nothing to refund: the payment ${why}.`, {
      details: { field: 'payment_id' },
    });
  }
  const { amount, amount_minor: minor } = args;
  const isPart = amount !== undefined || minor !== undefined;
  const wanted = isPart ? readMoney({ amount, minor, currency: total.currency }) : left;
  if (wanted.minor > left.minor) {
    throw new ManifoldError('E2004', `"amount" is more than can still be refunded (${formatMoney(left)}).`, {
      details: { field: 'amount', expectedFormat: `at most ${decimalOf(left)}` },
    });
  }
  toStripe(wanted);
  return { wanted, left };
}

function refundFacts(refund: Stripe.Refund, { mode, call }: { mode: Mode; call: Call }) {
  const money = fromStripe(refund.amount, refund.currency);
  return {
    refund_id: refund.id,
    payment_id: idOf(refund.payment_intent) ?? '',
    status: refund.status ?? 'pending',
    amount: decimalOf(money),
    amount_minor: money.minor,
    currency: money.currency,
    reason: refund.reason,
    created_at: new Date(refund.created * 1000).toISOString(),
    ...callKeys(call, STEP),
    mode,
  };
}

/** A payment that is refunded, and its dispute if the holder has disputed it. */
interface Refunded {
  intent: Stripe.PaymentIntent;
  dispute: Stripe.Dispute | undefined;
}

async function paymentOf(args: Input, call: Call): Promise<Refunded> {
  const owner = args.user_id ?? call.context.principal.id;
  const { data: intent } = await findPayment(call, { id: args.payment_id, owner });
  return { intent, dispute: isDisputed(intent) ? await disputeOfPayment(call, intent.id) : undefined };
}

/** @throws {ManifoldError} E2004 if the bank has taken the money back: a refund would pay it a second time */
function refuseLost(dispute: Stripe.Dispute | undefined): void {
  if (!dispute || dispute.is_charge_refundable) return;
  throw new ManifoldError(
    'E2004',
    `The payment is disputed (${dispute.id}, ${dispute.status}), so it cannot be refunded.`,
    {
      details: {
        field: 'payment_id',
        suggestion:
          'payments://{user_id}/disputes shows the dispute. Answer it with submit_dispute_evidence, or give it up with accept_dispute.',
      },
    },
  );
}

const spec = toolSpec({
  name: 'process_refund',
  version: '2.0.0',
  title: 'Refund a payment',
  description:
    'MOVES MONEY: refunds a payment or a part of it to the payment method that was charged. All refunds of a payment together never exceed it.',
  category: 'payments',
  subcategory: 'refunds',
  tags: ['money', 'stripe'],
  examples: [
    {
      title: 'A part',
      arguments: { payment_id: 'pi_3Invented000000001', amount: '12.50', reason: 'requested_by_customer' },
    },
  ],
  input,
  output,
  annotations: PAYS_EACH_TIME,
  movesMoney: true,
  retry: NO_RETRY,
  rateLimit: MONEY_RATE,
  requiredScopes: REFUND_SCOPE,
  errorMappings: STRIPE_FAILURES,
  auditFields: {
    user_id: 'person',
    payment_id: PAYMENT_FORM,
    amount: AUDIT_FORMS.amount,
    currency: AUDIT_FORMS.currency,
    reason: 'closed',
  },
  amountFields: { amount: { currencyField: 'currency' } },
  reissueWindowSeconds: RETRY_SECONDS,
  subject: { name: 'payment', paths: ['payment_id'] },
  checkWith: 'payments://{payment_id}/status, which shows the refunded amount',
  validate: ({ amount, amount_minor: minor, currency }) => {
    if (currency !== undefined && (amount ?? minor) !== undefined) readMoney({ amount, minor, currency });
  },
  async effect(args, call) {
    const { intent, dispute } = await paymentOf(args, call);
    const { wanted, left } = wantedOf(args, { intent, dispute });
    const asked = dispute ? ` The holder has asked the bank about it (${dispute.id}, ${dispute.status}).` : '';
    const rest = formatMoney({ ...left, minor: left.minor - wanted.minor });
    return `Refund ${formatMoney(wanted)} of the payment ${intent.id} over ${formatMoney(fromStripe(intent.amount, intent.currency))}. After that ${rest} of it can still be refunded.${asked}`;
  },
  async execute(args, call) {
    const { intent, dispute } = await paymentOf(args, call);
    const { wanted } = wantedOf(args, { intent, dispute });
    const { amount } = toStripe(wanted);
    const isTransfer = intent.transfer_data !== null;
    const { data: refund, meta } = await writeStripe(call, {
      step: STEP,
      unknownOutcome,
      fields: { amount: 'amount', payment_intent: 'payment_id', reason: 'reason' },
      send: (stripe, options) =>
        stripe.refunds.create(
          {
            payment_intent: intent.id,
            amount,
            reason: args.reason,
            metadata: markOf(call),
            // The money that was transferred to a connected account is taken back from it.
            reverse_transfer: isTransfer || undefined,
          },
          options,
        ),
    });
    return { data: refundFacts(refund, { mode: modeOf(intent), call }), meta };
  },
  async lookUp(args, call) {
    const { intent } = await paymentOf(args, call);
    const { data, meta } = await askStripe(call, (stripe) =>
      stripe.refunds.list({ payment_intent: intent.id, limit: 100 }),
    );
    const found = data.data.find((refund) => madeBy(call, refund));
    if (found) return { state: 'found', answer: { data: refundFacts(found, { mode: modeOf(intent), call }), meta } };
    return data.has_more ? { state: 'unknown' } : notFoundYet(call);
  },
});

export default defineTool(spec);

export const processRefundV1 = firstVersion(spec, {
  input: input.omit({ amount_minor: true }),
  field: 'amount',
  amountOf: ({ amount }) => amount,
});
