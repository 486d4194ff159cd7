import { randomUUID } from 'node:crypto';
import type { APIGatewayProxyResult } from 'aws-lambda';
import type { WebhookEvent, WebhookRoute } from '../../schemas/webhooks.ts';
import { ManifoldError, toErrorBody, toManifoldError } from '../core/errors/manifold-error.ts';
import { problem } from '../core/errors/problem.ts';
import { logger } from '../core/logging/logger.ts';
import { count } from '../core/logging/metrics.ts';
import type { StateTable } from '../core/state-table/state-table.ts';
import { type WebhookTrail, webhookAudit } from './audit.ts';
import { deliveryOf, type WebhookRequest } from './delivery.ts';
import { receivedEvents } from './received-events.ts';
import { sha256, type Verified } from './verified.ts';
import type { Verify } from './verify.ts';

/** Dependencies of the webhook function. */
export interface WebhookServices extends WebhookTrail {
  readonly routes: readonly WebhookRoute[];
  readonly verify: Verify;
  readonly state: StateTable;
  /** Sends one event to a queue. */
  readonly send: (queueUrl: string, event: WebhookEvent) => Promise<void>;
  readonly showTraces: boolean;
}

/**
 * Receives one event of a provider: checks its signature, records it, and queues it for its family. 200 means that the
 * event is queued, not that the family has handled it.
 *
 * 404: there is no such source. 400: the signature or the body is invalid. 409: the same bytes were received before.
 * 503: send it again. Each answer is counted and audited.
 */
export async function receive(services: WebhookServices, event: WebhookRequest): Promise<APIGatewayProxyResult> {
  const { requestContext, pathParameters } = event;
  const correlationId = requestContext.requestId;
  const route = routeOf(services.routes, pathParameters);
  const audit = webhookAudit(services, {
    place: route && { family: route.family, source: route.webhook.source },
    correlationId,
    sourceIp: requestContext.identity.sourceIp,
    bodyHash: sha256(event.body ?? ''),
  });
  let isSigned = false;
  try {
    if (!route) throw new ManifoldError('E3001', 'There is no webhook at this path.');
    const verified = await services.verify(route, deliveryOf(event));
    isSigned = true;
    await audit.intent();
    const status = await queueOnce(services, route, { verified, correlationId });
    await audit.done();
    count(status === 'accepted' ? 'WebhookAccepted' : 'WebhookRepeated');
    return json(200, { status });
  } catch (thrown) {
    const error = toManifoldError(thrown);
    count('WebhookRefused');
    logger.warn('webhook refused', { code: error.code, reason: error.message, path: audit.target, correlationId });
    await (isSigned ? audit.refused(error.code) : audit.turnedAway(error.code));
    return refusal(error, { correlationId, showTrace: services.showTraces });
  }
}

/** Queues an event unless it was queued before. */
async function queueOnce(
  { state, send }: WebhookServices,
  { family, webhook, queueUrl }: WebhookRoute,
  { verified, correlationId }: { verified: Verified; correlationId: string },
): Promise<'accepted' | 'duplicate'> {
  const events = receivedEvents(state, { family, source: webhook.source });
  const owner = randomUUID();
  switch (await events.claim(verified, owner)) {
    case 'duplicate':
      return 'duplicate';
    case 'replayed':
      throw new ManifoldError('E2007', 'This request was received before. To deliver an event again, sign it again.');
    case 'in-progress':
      throw new ManifoldError('E3006', 'The event is being received. Send it again if no confirmation arrives.');
    case 'claimed':
  }
  const { id, body } = verified;
  const receivedAt = new Date().toISOString();
  try {
    await send(queueUrl, { kind: 'event', source: webhook.source, id, receivedAt, correlationId, body });
  } catch (cause) {
    // If this fails too, the claim expires after half a minute.
    await events.forget(verified, owner).catch(() => undefined);
    throw new ManifoldError('E5004', 'The event could not be queued. Send it again.', { cause });
  }
  await events.queued(verified);
  return 'accepted';
}

function routeOf(
  routes: readonly WebhookRoute[],
  parameters: WebhookRequest['pathParameters'],
): WebhookRoute | undefined {
  return routes.find(({ family, webhook }) => family === parameters?.family && webhook.source === parameters?.source);
}

function refusal(error: ManifoldError, options: Parameters<typeof toErrorBody>[1]): APIGatewayProxyResult {
  const { status } = problem(error, options);
  const { retryAfter } = error.details;
  const answer = json(status, { error: toErrorBody(error, options) });
  return retryAfter === undefined
    ? answer
    : { ...answer, headers: { ...answer.headers, 'retry-after': String(retryAfter) } };
}

function json(statusCode: number, body: unknown): APIGatewayProxyResult {
  return {
    statusCode,
    headers: { 'content-type': 'application/json', 'cache-control': 'no-store' },
    body: JSON.stringify(body),
  };
}
