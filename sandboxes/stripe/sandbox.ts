import { startServer } from './server.ts';
import { SANDBOX_KEY } from './stand-in.ts';

/** Signs the events that this stand-in sends. */
export const SANDBOX_WEBHOOK_SECRET = 'whsec_local_manifold';

/** Families that take events, with those that their endpoint is registered for. */
const ENDPOINTS = {
  billing: [
    'customer.subscription.created',
    'customer.subscription.updated',
    'customer.subscription.deleted',
    'invoice.paid',
    'invoice.payment_failed',
    'invoice.payment_action_required',
    'charge.refunded',
    'charge.refund.updated',
    'charge.dispute.created',
    'charge.dispute.closed',
  ],
  payments: [
    'payment_intent.succeeded',
    'payment_intent.payment_failed',
    'payment_intent.canceled',
    'payment_intent.requires_action',
    'charge.refunded',
    'charge.dispute.created',
    'charge.dispute.closed',
  ],
};

/**
 * A stand-in for Stripe: its wire contract over HTTP on loopback, strict and with state, for its own SDK. README.md says
 * which input selects which failure.
 */
export default {
  name: 'stripe',
  families: Object.keys(ENDPOINTS),
  start: startServer,
  /** Settings of the families that lead their calls here. */
  environment: (url: string): Record<string, string> => ({
    STRIPE_API_URL: url,
    PAYMENTS_DESTINATIONS: 'acct_invented_shop',
  }),
  /** Credentials that the stand-in accepts. */
  secret: (): Record<string, string> => ({ STRIPE_SECRET_KEY: SANDBOX_KEY }),
  /** Keys with which the stand-in signs events. */
  signingSecret: (): Record<string, string> => ({ STRIPE_WEBHOOK_SECRET: SANDBOX_WEBHOOK_SECRET }),
  /** Registers the families' webhooks. */
  async connect({ sandboxUrl, apiUrl }: { sandboxUrl: string; apiUrl: string }): Promise<void> {
    const webhooks = Object.entries(ENDPOINTS).map(([family, types]) => ({
      url: `${apiUrl}/webhooks/${family}/stripe`,
      secret: SANDBOX_WEBHOOK_SECRET,
      types,
    }));
    await fetch(`${sandboxUrl}/__control`, { method: 'POST', body: JSON.stringify({ webhooks }) });
  },
};
