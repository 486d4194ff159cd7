import * as z from 'zod';
import { Slug } from './json.ts';

/** The fields of every source of events. */
const Source = z.object({
  /** Last part of the path `/webhooks/<family>/<source>`, and the name under which the family handles its events. */
  source: Slug,
  /** Name of the member of the family's secret with which the provider signs. */
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
  Source.extend({ scheme: z.literal('stripe') }),
  Source.extend({
    scheme: z.literal('plaid'),
    /** Member of the family's secret that holds the client id; `secretKey` names the one with the API's secret. */
    clientIdKey: z.string().min(1),
    /** Setting of the family that holds the URL of Plaid's API, which publishes the verification keys. */
    apiUrlSetting: z.string().min(1),
  }),
  Source.extend({
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

/** A source as the webhook function gets it: its definition, and the ARN and URL of its secret and queue. */
export const WebhookRoute = z.object({
  family: Slug,
  webhook: WebhookDefinition,
  secretArn: z.string().min(1),
  queueUrl: z.string().min(1),
  /** URL of the provider's API, for schemes that fetch keys. */
  apiUrl: z.string().optional(),
});
export type WebhookRoute = z.infer<typeof WebhookRoute>;

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
