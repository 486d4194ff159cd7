import {
  STRIPE_EGRESS,
  STRIPE_SECRETS,
  STRIPE_SETTINGS,
  STRIPE_SIGNING_SECRETS,
  STRIPE_WEBHOOK,
} from '../../kit/stripe/manifest-parts.ts';
import { defineFamily } from '../../kit/tool/define-family.ts';
import { onStripe } from './events.ts';
import { disputes } from './resources/disputes.ts';
import { history } from './resources/history.ts';
import { methods } from './resources/methods.ts';
import { status } from './resources/status.ts';
import acceptDispute from './tools/accept-dispute.ts';
import addPaymentMethod from './tools/add-payment-method.ts';
import initiatePayment, { initiatePaymentV1 } from './tools/initiate-payment.ts';
import processRefund, { processRefundV1 } from './tools/process-refund.ts';
import submitDisputeEvidence from './tools/submit-dispute-evidence.ts';

/** Paying, refunding and saved payment methods, through Stripe. */
export default defineFamily({
  name: 'payments',
  title: 'Payments',
  version: '1.0.0',
  description: 'Payments, refunds and saved payment methods, through Stripe.',
  network: 'internet',
  egress: STRIPE_EGRESS,
  secrets: STRIPE_SECRETS,
  signingSecrets: STRIPE_SIGNING_SECRETS,
  settings: {
    ...STRIPE_SETTINGS,
    PAYMENTS_DESTINATIONS: {
      description: 'Comma-separated connected accounts (acct_…) that may be paid. None if empty.',
      default: '',
    },
    PAYMENTS_RETURN_URL: {
      description: 'Page to which the bank returns people after an authentication.',
      default: 'https://example.com/payments/done',
    },
  },
  store: {},
  webhooks: [STRIPE_WEBHOOK],
  onEvent: { stripe: onStripe },
  tools: [
    initiatePayment,
    initiatePaymentV1,
    processRefund,
    processRefundV1,
    addPaymentMethod,
    submitDisputeEvidence,
    acceptDispute,
  ],
  resourceTemplates: [methods, history, status, disputes],
});
