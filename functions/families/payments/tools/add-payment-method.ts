import type Stripe from 'stripe';
import * as z from 'zod';
import type { OutcomeMeta } from '../../../../schemas/invocation.ts';
import { textKind } from '../../../../schemas/text-kind.ts';
import { ManifoldError } from '../../../core/errors/manifold-error.ts';
import { askStripe, CallKeysOutput, callKeys, writeStripe } from '../../../kit/stripe/ask.ts';
import { modeOf } from '../../../kit/stripe/client.ts';
import { customerOf } from '../../../kit/stripe/customer.ts';
import { STRIPE_FAILURES } from '../../../kit/stripe/failures.ts';
import { defaultMethodOf, idOf, MethodFactsOutput, methodFacts } from '../../../kit/stripe/payment-method.ts';
import type { Call } from '../../../kit/tool/call.ts';
import { defineTool } from '../../../kit/tool/define-tool.ts';
import { NO_RETRY } from '../../../kit/tool/retry.ts';
import { askToAuthenticate, canAuthenticate } from '../provider/authentication.ts';
import { actionUrlOf } from '../provider/payment.ts';
import { ADDS_EACH_TIME, MONEY_RATE, WRITE_SCOPE } from '../tool-traits.ts';

const TOKEN = /^(pm|tok)_\w{3,100}$/;
const HOW_TO_GET_ONE = 'a token that Stripe made on its own page (pm_… or tok_…)';

const unknownOutcome = 'The payment method may have been saved. Read payments://me/methods.';
const FIELDS = { payment_method: 'payment_token', 'card[token]': 'payment_token' };

/** The payment method of a token. */
async function methodOfToken(call: Call, token: string): Promise<string> {
  if (token.startsWith('pm_')) return token;
  const { data } = await writeStripe(call, {
    step: 'method',
    unknownOutcome,
    fields: FIELDS,
    send: (stripe, options) => stripe.paymentMethods.create({ type: 'card', card: { token } }, options),
  });
  return data.id;
}

/** Saves a payment method for later payments; the bank may ask its holder to authenticate. */
async function save(call: Call, { token, customer }: { token: string; customer: string }) {
  const method = await methodOfToken(call, token);
  return writeStripe(call, {
    step: 'save',
    unknownOutcome,
    fields: FIELDS,
    send: (stripe, options) =>
      stripe.setupIntents.create(
        {
          customer,
          payment_method: method,
          confirm: true,
          usage: 'off_session',
          automatic_payment_methods: { enabled: true },
          return_url: call.setting('PAYMENTS_RETURN_URL'),
        },
        options,
      ),
  });
}

async function makeDefault(call: Call, { customer, method }: { customer: string; method: string }): Promise<void> {
  await writeStripe(call, {
    step: 'default',
    unknownOutcome: 'The payment method is saved, but may not be the default. Read payments://me/methods.',
    send: (stripe, options) =>
      stripe.customers.update(customer, { invoice_settings: { default_payment_method: method } }, options),
  });
}

export default defineTool({
  name: 'add_payment_method',
  version: '1.0.0',
  title: 'Save a payment method',
  description:
    'Saves a payment method for later payments and subscriptions. It takes a token of Stripe, never a card number: card numbers are typed only on pages of Stripe. If the bank asks the holder to authenticate, status is requires_action, and action_url is the page to open.',
  category: 'payments',
  subcategory: 'methods',
  tags: ['stripe'],
  examples: [{ title: 'A test card, as the default', arguments: { payment_token: 'pm_card_visa', set_default: true } }],
  input: z.object({
    user_id: z.string().optional().meta({ description: 'Person whose payment method it is. You if left out.' }),
    payment_token: z
      .string()
      .min(1)
      .max(120)
      .meta({ description: 'Token of Stripe for the payment method: pm_… or tok_….', ...textKind('secret') }),
    set_default: z.boolean().default(false).meta({ description: 'Make it the default payment method.' }),
  }),
  output: z.object({
    ...MethodFactsOutput,
    status: z.enum(['saved', 'requires_action']),
    is_default: z.boolean(),
    action_url: z.string().nullable().describe('Page on which the holder authenticates.'),
    ...CallKeysOutput,
    mode: z.enum(['test', 'live']),
  }),
  annotations: ADDS_EACH_TIME,
  retry: NO_RETRY,
  rateLimit: MONEY_RATE,
  requiredScopes: WRITE_SCOPE,
  errorMappings: STRIPE_FAILURES,
  sensitiveFields: ['payment_token'],
  auditFields: { user_id: 'person', set_default: 'closed' },
  subject: { name: 'default-method', paths: ['user_id'] },
  checkWith: 'payments://me/methods',
  validate: ({ payment_token: token }) => {
    if (TOKEN.test(token)) return;
    const isNumber = /^[\d\s-]{12,}$/.test(token);
    throw new ManifoldError(
      'E2004',
      isNumber
        ? '"payment_token" looks like a card number, which must never be sent here.'
        : '"payment_token" is not a token of Stripe.',
      { details: { field: 'payment_token', expectedFormat: HOW_TO_GET_ONE } },
    );
  },
  async execute({ user_id, payment_token: token, set_default: isWanted }, call) {
    const owner = user_id ?? call.context.principal.id;
    const customer = await customerOf(call, owner);
    const { intent, id, meta } = await setupOf(call, { token, customer });
    const url = intent ? actionUrlOf(intent) : null;
    if (intent && url !== null && canAuthenticate(call)) {
      return askToAuthenticate({ url, what: 'this payment method', state: `${STATE}${intent.id}` });
    }
    const isSaved = intent === undefined || intent.status === 'succeeded';
    if (isSaved && isWanted) await makeDefault(call, { customer, method: id });
    const { data: method } = await askStripe(call, (stripe) => stripe.paymentMethods.retrieve(id));
    return {
      data: {
        ...methodFacts(method),
        status: isSaved ? ('saved' as const) : ('requires_action' as const),
        ...callKeys(call, 'save'),
        is_default: (await defaultMethodOf(call, customer)) === id,
        action_url: url,
        mode: modeOf(method),
      },
      meta,
    };
  },
});

const STATE = 'setup:';

const noToken = () =>
  new ManifoldError('E4007', 'Stripe has no payment method with this "payment_token".', {
    details: { field: 'payment_token' },
  });

/** The customer that a payment method is saved for. @throws {ManifoldError} E4007 if Stripe does not know it */
async function holderOf(call: Call, method: string): Promise<{ holder: string | undefined; meta: OutcomeMeta }> {
  try {
    const { data, meta } = await askStripe(call, (stripe) => stripe.paymentMethods.retrieve(method));
    return { holder: idOf(data.customer), meta };
  } catch (thrown) {
    throw thrown instanceof ManifoldError && thrown.code === 'E4007' ? noToken() : thrown;
  }
}

interface SetUp {
  /** Absent if the method was saved before. */
  intent?: Stripe.SetupIntent;
  id: string;
  meta: OutcomeMeta;
}

/** The set-up that an earlier step of this call has begun, or a new one; none for a method that is saved already. */
async function setupOf(call: Call, wanted: { token: string; customer: string }): Promise<SetUp> {
  const { token, customer } = wanted;
  const { requestState: state } = call.context;
  if (state?.startsWith(STATE)) {
    const { data, meta } = await askStripe(call, (stripe) => stripe.setupIntents.retrieve(state.slice(STATE.length)));
    if (idOf(data.customer) === customer) return { intent: data, id: idOf(data.payment_method) ?? token, meta };
    throw new ManifoldError('E4007', 'The set-up of this call no longer exists. Make a new call, without its state.');
  }
  if (token.startsWith('pm_')) {
    const { holder, meta } = await holderOf(call, token);
    if (holder === customer) return { id: token, meta };
    // A payment method of another person is answered like one that does not exist.
    if (holder !== undefined) throw noToken();
  }
  const { data, meta } = await save(call, wanted);
  return { intent: data, id: idOf(data.payment_method) ?? token, meta };
}
