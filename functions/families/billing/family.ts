import {
  STRIPE_EGRESS,
  STRIPE_SECRETS,
  STRIPE_SETTINGS,
  STRIPE_SIGNING_SECRETS,
  STRIPE_WEBHOOK,
} from '../../kit/stripe/manifest-parts.ts';
import { defineFamily } from '../../kit/tool/define-family.ts';
import { onStripe } from './events.ts';
import { invoices } from './resources/invoices.ts';
import { plans } from './resources/plans.ts';
import { subscription } from './resources/subscription.ts';
import { tokens } from './resources/tokens.ts';
import { usage } from './resources/usage.ts';
import cancelSubscription from './tools/cancel-subscription.ts';
import createSubscription from './tools/create-subscription.ts';
import issueSubscriptionToken from './tools/issue-subscription-token.ts';
import resumeSubscription from './tools/resume-subscription.ts';
import revokeSubscriptionToken from './tools/revoke-subscription-token.ts';
import updateSubscription from './tools/update-subscription.ts';

/** Subscriptions to the platform's plans through Stripe, their entitlements, and usage. */
export default defineFamily({
  name: 'billing',
  title: 'Billing',
  version: '1.0.0',
  description: 'Subscriptions, invoices and usage. Plans are paid through Stripe and granted by its events.',
  network: 'internet',
  egress: STRIPE_EGRESS,
  secrets: STRIPE_SECRETS,
  signingSecrets: STRIPE_SIGNING_SECRETS,
  settings: STRIPE_SETTINGS,
  store: {},
  capabilities: ['plan-assignments', 'usage', 'platform-tokens'],
  webhooks: [STRIPE_WEBHOOK],
  onEvent: { stripe: onStripe },
  tools: [
    createSubscription,
    updateSubscription,
    cancelSubscription,
    resumeSubscription,
    issueSubscriptionToken,
    revokeSubscriptionToken,
  ],
  resources: [plans],
  resourceTemplates: [subscription, invoices, usage, tokens],
});
