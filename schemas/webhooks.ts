import * as z from 'zod';
import { Slug } from './json.ts';

/** The fields of every source of events. */
const Source = z.object({
  /** Last part of the path `/webhooks/<family>/<source>`, and the name under which the family handles its events. */
  source: Slug,
});

/** A source whose provider signs with a shared key. */
const SignedSource = Source.extend({
  /** The key with which the provider signs: a name of the manifest's `signingSecrets`. */
  secretKey: z.string().min(1),
});

/**
 * A source of events, by its signature scheme. All schemes sign the exact bytes of the body.
 *
 * - `stripe`: `Stripe-Signature: t=<unix seconds>,v1=<hex>,…` over `t.body` (docs.stripe.com/webhooks/signature)
 * - `plaid`: `Plaid-Verification`, an ES256 JWT with the SHA-256 of the body
 *   (plaid.com/docs/api/webhooks/webhook-verification)
 * - `hmac`: HMAC-SHA256 in a header that the definition names, with or without a time
 */
export const WebhookDefinition = z.discriminatedUnion('scheme', [
  SignedSource.extend({ scheme: z.literal('stripe') }),
  Source.extend({
    scheme: z.literal('plaid'),
    /** Members of the family's secret with which the function of the family's verification keys asks Plaid's API. */
    clientIdKey: z.string().min(1),
    apiSecretKey: z.string().min(1),
    /** Setting of the family that holds the URL of Plaid's API, which publishes the verification keys. */
    apiUrlSetting: z.string().min(1),
  }),
  SignedSource.extend({
    scheme: z.literal('hmac'),
    /** Header with the signature. */
    header: z.string().regex(/^[a-z0-9-]+$/, 'expected lower-case letters, digits and hyphens'),
    encoding: z.enum(['hex', 'base64']),
    /** Text before the signature in its header, such as `sha256=`. */
    prefix: z.string().optional(),
    /** Header with the time in Unix seconds. If it is set, the provider signs `<time>.<body>`. */
    timestampHeader: z.string().optional(),
    /** Dotted path of the event's id in the body; absent: a hash of the signed bytes identifies the event. */
    eventIdField: z.string().optional(),
  }),
]);
export type WebhookDefinition = z.infer<typeof WebhookDefinition>;

/** A source that is verified with a public key of its provider. */
export type KeyedWebhook = Extract<WebhookDefinition, { scheme: 'plaid' }>;
export const isKeyed = (webhook: WebhookDefinition): webhook is KeyedWebhook => webhook.scheme === 'plaid';

/** A source as the webhook function gets it: its definition, its queue, and what its signatures are verified with. */
export const WebhookRoute = z.object({
  family: Slug,
  webhook: WebhookDefinition,
  queueUrl: z.string().min(1),
  /** The secret of the family's signing keys; absent if the provider signs with a key pair. */
  signingSecretArn: z.string().min(1).optional(),
  /** The function that fetches public keys of the provider; absent if the provider signs with a shared key. */
  keysFunctionArn: z.string().min(1).optional(),
});
export type WebhookRoute = z.infer<typeof WebhookRoute>;

/** Id of a provider's verification key, as a signature names it. Anyone can make one up. */
export const VerificationKeyId = z.string().regex(/^[A-Za-z0-9_-]{1,64}$/);

/** What the webhook function asks the function of a family's verification keys. */
export const VerificationKeyQuestion = z.strictObject({ kid: VerificationKeyId });
export type VerificationKeyQuestion = z.infer<typeof VerificationKeyQuestion>;

/** A public key as a JWK of ES256. */
export const VerificationKey = z.object({
  alg: z.literal('ES256'),
  kty: z.literal('EC'),
  crv: z.literal('P-256'),
  kid: z.string(),
  x: z.string(),
  y: z.string(),
});
export type VerificationKey = z.infer<typeof VerificationKey>;

/**
 * The answer to a VerificationKeyQuestion.
 *
 * - `found`: the provider vouches for this key
 * - `unknown`: the provider has no such key, or it has expired
 * - `unset`: the operators have not put the credentials for the provider's API into the family's secret
 * - `unavailable`: the provider or the secret does not answer
 */
export const VerificationKeyAnswer = z.discriminatedUnion('status', [
  z.object({ status: z.literal('found'), key: VerificationKey }),
  z.object({ status: z.enum(['unknown', 'unset', 'unavailable']) }),
]);
export type VerificationKeyAnswer = z.infer<typeof VerificationKeyAnswer>;

/** A verified event: the body of one message in the queue of its family. */
export const WebhookEvent = z.object({
  kind: z.literal('event'),
  source: Slug,
  /** The provider's id of the event, or a hash; the same for every delivery of the event. */
  id: z.string().min(1),
  /** Time of receipt, ISO 8601. */
  receivedAt: z.string(),
  correlationId: z.string(),
  /** The parsed body. Only JSON is accepted. */
  body: z.unknown(),
});
export type WebhookEvent = z.infer<typeof WebhookEvent>;

/** One run of a schedule, as EventBridge sends it to the family. */
export const ScheduledRun = z.object({ kind: z.literal('schedule'), name: Slug });
export type ScheduledRun = z.infer<typeof ScheduledRun>;
