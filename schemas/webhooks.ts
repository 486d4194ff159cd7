import * as z from 'zod';
import { Slug } from './json.ts';

/** What every source of events has. */
const Source = z.object({
  /** Last part of the path `/webhooks/<family>/<source>`, and the name under which the family handles its events. */
  source: Slug,
  /** Key of the family's secret that the signature is made with. */
  secretKey: z.string().min(1),
});

/**
 * How one source of events signs what it sends. All schemes sign the body byte by byte.
 *
 * `stripe`: `Stripe-Signature: t=<unix seconds>,v1=<hex>,…` over `t.body` (docs.stripe.com/webhooks/signature);
 * `plaid`: `Plaid-Verification`, an ES256 JWT with the body's SHA-256 (plaid.com/docs/api/webhooks/webhook-verification);
 * `hmac`: HMAC-SHA256 in a header of its own, with or without a time.
 */
export const WebhookDefinition = z.discriminatedUnion('scheme', [
  Source.extend({ scheme: z.literal('stripe') }),
  Source.extend({
    scheme: z.literal('plaid'),
    /** Key of the family's secret that holds the client id; `secretKey` names the one with the API's secret. */
    clientIdKey: z.string().min(1),
    /** Setting of the family that holds the URL of Plaid's API, which publishes the verification keys. */
    apiUrlSetting: z.string().min(1),
  }),
  Source.extend({
    scheme: z.literal('hmac'),
    /** Header with the signature. */
    header: z.string().regex(/^[a-z0-9-]+$/, 'expected lower-case letters, digits and hyphens'),
    encoding: z.enum(['hex', 'base64']),
    /** Text before the signature in its header, e.g. `sha256=`. */
    prefix: z.string().optional(),
    /** Header with the time in Unix seconds; what is signed is then `<time>.<body>`. */
    timestampHeader: z.string().optional(),
    /** Field of the body (dotted) that tells events apart; absent: the signed bytes do. Headers are not signed. */
    eventIdField: z.string().optional(),
  }),
]);
export type WebhookDefinition = z.infer<typeof WebhookDefinition>;

/** One source as the webhook function is told of it: the definition, and where secret and queue are. */
export const WebhookRoute = z.object({
  family: Slug,
  webhook: WebhookDefinition,
  secretArn: z.string().min(1),
  queueUrl: z.string().min(1),
  /** URL of the provider's API, for schemes that fetch keys. */
  apiUrl: z.string().optional(),
});
export type WebhookRoute = z.infer<typeof WebhookRoute>;

/** A verified event on its way to its family, the body of one message of the family's queue. */
export const WebhookEvent = z.object({
  kind: z.literal('event'),
  source: Slug,
  /** The provider's id of the event, or a hash; the same for every delivery of the same event. */
  id: z.string().min(1),
  /** ISO 8601; when it was received. */
  receivedAt: z.string(),
  correlationId: z.string(),
  /** The body, parsed; JSON is all that is taken. */
  body: z.unknown(),
});
export type WebhookEvent = z.infer<typeof WebhookEvent>;

/** A turn of a schedule, as EventBridge hands it to the family. */
export const ScheduledRun = z.object({ kind: z.literal('schedule'), name: Slug });
export type ScheduledRun = z.infer<typeof ScheduledRun>;
