import type { WebhookRoute } from '../../schemas/webhooks.ts';
import { type SecretReader, secretReader } from '../core/secrets/secret-reader.ts';
import { type AskKey, keyAsker } from './ask-key.ts';
import type { Delivery } from './delivery.ts';
import { verifyHmac } from './schemes/hmac.ts';
import { verifyPlaid } from './schemes/plaid.ts';
import { type PlaidKeys, plaidKeys } from './schemes/plaid-keys.ts';
import { verifyStripe } from './schemes/stripe.ts';
import { secretValue, type Verified } from './verified.ts';

/** Verifies the signature of a request by the scheme of its source. */
export type Verify = (route: WebhookRoute, delivery: Delivery) => Promise<Verified>;

export interface VerifierOptions {
  read?: (secretArn: string) => SecretReader;
  ask?: AskKey;
  /** Unix milliseconds. */
  now?: () => number;
}

/** Signing keys are read when an event first needs them, and cached for minutes; public keys for an hour. */
export function verifier({ read = secretReader, ask = keyAsker(), now = Date.now }: VerifierOptions = {}): Verify {
  const secrets = new Map<string, SecretReader>();
  const keys = new Map<WebhookRoute, PlaidKeys>();

  const signingKey = async ({ family, signingSecretArn: arn }: WebhookRoute, name: string) => {
    if (arn === undefined) throw new Error(`The family "${family}" has no secret for its signing keys.`);
    const reader = secrets.get(arn) ?? read(arn);
    secrets.set(arn, reader);
    return secretValue(await reader(), name);
  };
  const publicKeys = (route: WebhookRoute): PlaidKeys => {
    const { family, keysFunctionArn: arn } = route;
    if (arn === undefined) throw new Error(`The family "${family}" has no function for verification keys.`);
    const known = keys.get(route) ?? plaidKeys({ ask: (kid) => ask(arn, { kid }), now });
    keys.set(route, known);
    return known;
  };

  return async (route, delivery) => {
    const { webhook } = route;
    const nowSeconds = Math.floor(now() / 1000);
    switch (webhook.scheme) {
      case 'stripe':
        return verifyStripe(delivery, await signingKey(route, webhook.secretKey), nowSeconds);
      case 'plaid':
        return verifyPlaid(delivery, publicKeys(route), nowSeconds);
      case 'hmac': {
        const secret = await signingKey(route, webhook.secretKey);
        return verifyHmac(delivery, { definition: webhook, secret, nowSeconds });
      }
    }
  };
}
