import type Stripe from 'stripe';
import * as z from 'zod';
import { AUDIT_FORMS } from '../../../../schemas/audit-field.ts';
import { formatMoney, type Money, readMoney } from '../../../core/money/money.ts';
import { AmountInput, CurrencyInput, MinorInput } from '../../../kit/money/amount-input.ts';
import { firstVersion } from '../../../kit/money/first-version.ts';
import { toStripe } from '../../../kit/stripe/amounts.ts';
import { askStripe, CallKeysOutput, callKeys, writeStripe } from '../../../kit/stripe/ask.ts';
import { madeBy, markOf } from '../../../kit/stripe/call-mark.ts';
import { refuseUnchargeable } from '../../../kit/stripe/charge-limits.ts';
import { findCustomer } from '../../../kit/stripe/customer.ts';
import { STRIPE_FAILURES } from '../../../kit/stripe/failures.ts';
import { describeMethod, METHOD_FORM, SavedMethod, savedMethod } from '../../../kit/stripe/payment-method.ts';
import type { Call } from '../../../kit/tool/call.ts';
import { defineTool, toolSpec } from '../../../kit/tool/define-tool.ts';
import { notFoundYet } from '../../../kit/tool/not-found-yet.ts';
import { NO_RETRY } from '../../../kit/tool/retry.ts';
import { askToAuthenticate, canAuthenticate } from '../provider/authentication.ts';
import {
  actionUrlOf,
  destinationOf,
  findPayment,
  PAYMENT_EXPANSIONS,
  PaymentOutput,
  PLATFORM_DESTINATION,
  paymentFacts,
} from '../provider/payment.ts';
import { recordPayment } from '../provider/payment-record.ts';
import { MONEY_RATE, PAYS_EACH_TIME, RETRY_SECONDS, WRITE_SCOPE } from '../tool-traits.ts';

/** Form of the account that is paid, for audit. */
const DESTINATION_FORM = { pattern: 'platform|acct_[0-9][A-Za-z0-9]{13,40}' };

const input = z.object({
  source_id: SavedMethod,
  destination_id: z
    .string()
    .regex(/^(platform|acct_\w{3,100})$/, 'expected "platform", or a connected account (acct_…)')
    .meta({
      description: 'Account that receives the money: "platform" (this platform), or a connected account (acct_…).',
    }),
  amount: AmountInput.optional(),
  amount_minor: MinorInput.optional(),
  currency: CurrencyInput,
  description: z.string().min(1).max(500).meta({ description: 'Purpose; it appears on the receipt.' }),
  off_session: z.boolean().default(false).meta({ description: 'True if no person is there to authenticate.' }),
  user_id: z.string().optional().meta({ description: 'Person who pays; by default you.' }),
});
type Input = z.output<typeof input>;

const moneyOf = ({ amount, amount_minor: minor, currency }: Input): Money => readMoney({ amount, minor, currency });

const STEP = 'pay';

/** Age up to which a payment of unknown outcome is looked for; Stripe keeps its idempotency key for a day. */
const LOOK_BACK_SECONDS = 25 * 3600;

const unknownOutcome =
  'The money may have been moved. Retry the call with the same idempotency key, or read payments://me/history.';

async function send(args: Input, call: Call, owner: string): Promise<{ intent: Stripe.PaymentIntent; meta: object }> {
  const charged = toStripe(moneyOf(args));
  const destination = destinationOf(call, args.destination_id);
  const { customer, method } = await savedMethod(call, { id: args.source_id, owner, field: 'source_id' });
  refuseUnchargeable(moneyOf(args), { brand: method.card?.brand });
  const { data, meta } = await writeStripe(call, {
    step: STEP,
    unknownOutcome,
    fields: {
      amount: 'amount',
      currency: 'currency',
      payment_method: 'source_id',
      'transfer_data[destination]': 'destination_id',
      description: 'description',
    },
    send: (stripe, options) =>
      stripe.paymentIntents.create(
        {
          ...charged,
          ...destination,
          customer,
          payment_method: method.id,
          description: args.description,
          metadata: markOf(call),
          confirm: true,
          automatic_payment_methods: { enabled: true },
          expand: PAYMENT_EXPANSIONS,
          // Stripe requires it if any enabled payment method may lead to a page, even off session.
          return_url: call.setting('PAYMENTS_RETURN_URL'),
          off_session: args.off_session || undefined,
        },
        options,
      ),
  });
  return { intent: data, meta };
}

const spec = toolSpec({
  name: 'initiate_payment',
  version: '2.0.0',
  title: 'Pay',
  description:
    'MOVES MONEY: charges a saved payment method. If the bank asks the holder to authenticate (3-D Secure), status is requires_action, and action_url is the page to open; the payment continues by itself after that.',
  category: 'payments',
  subcategory: 'charge',
  tags: ['money', 'stripe'],
  examples: [
    {
      title: 'Pay 25 dollars',
      arguments: {
        source_id: 'default',
        destination_id: 'platform',
        amount: '25.00',
        currency: 'USD',
        description: 'Order 1042',
      },
    },
    {
      title: 'Pay 2500 yen, in minor units',
      arguments: {
        source_id: 'default',
        destination_id: 'platform',
        amount_minor: 2500,
        currency: 'JPY',
        description: 'Order 1043',
      },
    },
  ],
  input,
  output: z.object({ ...PaymentOutput, ...CallKeysOutput }),
  annotations: PAYS_EACH_TIME,
  movesMoney: true,
  retry: NO_RETRY,
  rateLimit: MONEY_RATE,
  timeoutMs: 30_000,
  requiredScopes: WRITE_SCOPE,
  errorMappings: STRIPE_FAILURES,
  auditFields: {
    user_id: 'person',
    source_id: METHOD_FORM,
    destination_id: DESTINATION_FORM,
    amount: AUDIT_FORMS.amount,
    currency: AUDIT_FORMS.currency,
  },
  amountFields: { amount: { currencyField: 'currency' } },
  reissueWindowSeconds: RETRY_SECONDS,
  // A refund of the payment ends its record.
  subject: { name: 'payment', paths: ['payment_id'] },
  checkWith: 'payments://me/history, which shows the payment if it was made',
  validate: (args) => {
    refuseUnchargeable(moneyOf(args));
  },
  async effect(args, call) {
    const owner = args.user_id ?? call.context.principal.id;
    destinationOf(call, args.destination_id);
    const { method } = await savedMethod(call, { id: args.source_id, owner, field: 'source_id' });
    refuseUnchargeable(moneyOf(args), { brand: method.card?.brand });
    const payee = args.destination_id === PLATFORM_DESTINATION ? 'this platform' : `the account ${args.destination_id}`;
    const payer = owner === call.context.principal.id ? '' : ` of ${owner}`;
    return `Pay ${formatMoney(moneyOf(args))} to ${payee} from the ${describeMethod(method)}${payer}.`;
  },
  async execute(args, call) {
    const owner = args.user_id ?? call.context.principal.id;
    const askedAt = Date.now();
    const begun = paymentToResume(call);
    const { intent, meta } =
      begun === undefined ? await send(args, call, owner) : await resumePayment(call, { id: begun, owner });
    await recordPayment(call.store, { owner, intent, askedAt });
    const url = actionUrlOf(intent);
    if (url !== null && canAuthenticate(call)) {
      return askToAuthenticate({ url, what: formatMoney(moneyOf(args)), state: `${STATE}${intent.id}` });
    }
    return { data: { ...paymentFacts(intent), ...callKeys(call, STEP) }, meta };
  },
  async lookUp(args, call) {
    const owner = args.user_id ?? call.context.principal.id;
    const customer = await findCustomer(call, owner);
    // A payment needs a customer that existed before, so without one nothing was sent.
    if (customer === undefined) return { state: 'absent' };
    const { data, meta } = await askStripe(call, (stripe) =>
      stripe.paymentIntents.list({
        customer,
        created: { gte: Math.floor(Date.now() / 1000) - LOOK_BACK_SECONDS },
        limit: 100,
        expand: PAYMENT_EXPANSIONS.map((path) => `data.${path}`),
      }),
    );
    const found = data.data.find((intent) => madeBy(call, intent));
    if (found) return { state: 'found', answer: { data: { ...paymentFacts(found), ...callKeys(call, STEP) }, meta } };
    return data.has_more ? { state: 'unknown' } : notFoundYet(call);
  },
});

export default defineTool(spec);

export const initiatePaymentV1 = firstVersion(spec, {
  input: input.omit({ amount_minor: true }),
  field: 'amount',
  amountOf: ({ amount }) => amount,
});

const STATE = 'payment:';

/** The payment that an earlier step of this call has begun; front has verified the state. */
function paymentToResume({ context }: Call): string | undefined {
  return context.requestState?.startsWith(STATE) ? context.requestState.slice(STATE.length) : undefined;
}

async function resumePayment(call: Call, which: { id: string; owner: string }) {
  const { data, meta } = await findPayment(call, which);
  return { intent: data, meta };
}
