import type { WebhookRoute } from '../../schemas/webhooks.ts';
import { type SecretReader, secretReader } from '../core/secrets/secret-reader.ts';
import { openOutbound } from '../kit/outbound/outbound.ts';
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
  /** Unix milliseconds. */
  now?: () => number;
}

/** Secrets and keys are read when an event first needs them, and cached for minutes. */
export function verifier({ read = secretReader, now = Date.now }: VerifierOptions = {}): Verify {
  const secrets = new Map<string, SecretReader>();
  const keys = new Map<WebhookRoute, PlaidKeys>();

  const secretOf = (arn: string) => {
    const known = secrets.get(arn) ?? read(arn);
    secrets.set(arn, known);
    return known();
  };
  const keysOf = (route: WebhookRoute, clientIdKey: string): PlaidKeys => {
    const { apiUrl = '', secretArn, webhook } = route;
    const known =
      keys.get(route) ??
      plaidKeys({
        apiUrl,
        // Only the host of the API, through the same guard as families.
        send: openOutbound(['setting:API'], { API: apiUrl }).fetch,
        credentials: async () => {
          const secret = await secretOf(secretArn);
          return { clientId: secretValue(secret, clientIdKey), secret: secretValue(secret, webhook.secretKey) };
        },
        now,
      });
    keys.set(route, known);
    return known;
  };

  return async (route, delivery) => {
    const { webhook, secretArn } = route;
    const nowSeconds = Math.floor(now() / 1000);
    switch (webhook.scheme) {
      case 'stripe':
        return verifyStripe(delivery, secretValue(await secretOf(secretArn), webhook.secretKey), nowSeconds);
      case 'plaid':
        return verifyPlaid(delivery, keysOf(route, webhook.clientIdKey), nowSeconds);
      case 'hmac': {
        const secret = secretValue(await secretOf(secretArn), webhook.secretKey);
        return verifyHmac(delivery, { definition: webhook, secret, nowSeconds });
      }
    }
  };
}
