import type { FamilySpec } from '../tool/define-family.ts';

/** Parts of the manifests of the families that use Stripe; each family has its own secret. */
export const STRIPE_SECRETS = {
  STRIPE_SECRET_KEY: 'Secret or restricted key of the Stripe account (sk_test_…, sk_live_…, rk_…)',
} satisfies FamilySpec['secrets'];

export const STRIPE_SIGNING_SECRETS = {
  STRIPE_WEBHOOK_SECRET: 'Signing secret of the webhook endpoint (whsec_…)',
} satisfies FamilySpec['signingSecrets'];

export const STRIPE_SETTINGS = {
  STRIPE_API_URL: { description: 'Base URL of the Stripe API.', default: 'https://api.stripe.com' },
  STRIPE_LIVE: {
    description: '"on" allows live keys, which move real money. If "off", only test keys work.',
    default: 'off',
  },
} satisfies FamilySpec['settings'];

export const STRIPE_EGRESS = ['setting:STRIPE_API_URL'];

/** The webhook for events of Stripe, at `/webhooks/<family>/stripe`. */
export const STRIPE_WEBHOOK = {
  source: 'stripe',
  scheme: 'stripe',
  secretKey: 'STRIPE_WEBHOOK_SECRET',
} as const;
