import { randomUUID } from 'node:crypto';
import * as z from 'zod';
import { ScheduledRun, WebhookEvent } from '../../../schemas/webhooks.ts';
import { toManifoldError } from '../../core/errors/manifold-error.ts';
import { logger } from '../../core/logging/logger.ts';
import { Recording } from '../../core/tracing/recording.ts';
import type { BackgroundCall } from '../tool/call.ts';
import type { Family } from '../tool/define-family.ts';
import { backgroundCallOf, type FamilyResources } from './call-of.ts';
import { onceById } from './once-by-id.ts';

/** Messages of the family's queue, as Lambda passes them. */
const QueuedEvents = z.object({
  Records: z.array(z.object({ eventSource: z.literal('aws:sqs'), messageId: z.string(), body: z.string() })).min(1),
});

/** The answer to Lambda: the messages of a batch that the queue has to deliver again. */
export interface BatchAnswer {
  batchItemFailures: { itemIdentifier: string }[];
}

/** Time that is kept for the answer after the work was aborted. */
const RESERVE_MS = 1_000;

/**
 * The work for a scheduled run or a batch of webhook events; undefined if the event is an invocation of front.
 *
 * A scheduled run that fails is an error of the function, and Lambda runs it twice more. In a batch each event succeeds
 * or fails alone: a failed event is delivered again, and at last goes to the dead-letter queue.
 */
export function backgroundWork(
  family: Family,
  resources: FamilyResources,
  event: unknown,
): ((remainingMs: number) => Promise<BatchAnswer | undefined>) | undefined {
  const run = ScheduledRun.safeParse(event);
  if (run.success) {
    const { name } = run.data;
    return (remainingMs) => withCall(resources, randomUUID(), remainingMs, (call) => runSchedule(family, name, call));
  }
  const queued = QueuedEvents.safeParse(event);
  if (!queued.success) return undefined;
  return async (remainingMs) => {
    const endsAt = Date.now() + remainingMs;
    const batchItemFailures: BatchAnswer['batchItemFailures'] = [];
    for (const { messageId, body } of queued.data.Records) {
      const handled = await handleMessage(family, resources, body, endsAt - Date.now());
      if (!handled) batchItemFailures.push({ itemIdentifier: messageId });
    }
    return { batchItemFailures };
  };
}

async function runSchedule(family: Family, name: string, call: BackgroundCall): Promise<undefined> {
  const handle = family.onSchedule[name];
  if (!handle) throw new Error(`The family "${family.manifest.name}" has no schedule "${name}".`);
  await handle(call);
}

/** True if the event was handled, now or before. Failures are logged. */
async function handleMessage(
  family: Family,
  resources: FamilyResources,
  body: string,
  remainingMs: number,
): Promise<boolean> {
  const ids: { source?: string; eventId?: string; correlationId?: string } = {};
  try {
    const event = WebhookEvent.parse(JSON.parse(body));
    Object.assign(ids, { source: event.source, eventId: event.id, correlationId: event.correlationId });
    const handle = family.onEvent[event.source];
    if (!handle) throw new Error(`The family handles no events of "${event.source}".`);
    await withCall(resources, event.correlationId, remainingMs, (call) =>
      onceById(call.store.shared, { id: `${event.source}#${event.id}`, leaseUntil: call.deadline }, () =>
        handle(event, call),
      ),
    );
    return true;
  } catch (thrown) {
    const { code, message } = toManifoldError(thrown);
    logger.error('event not handled', { ...ids, code, reason: message, cause: nameOf(thrown) });
    return false;
  }
}

async function withCall<T>(
  resources: FamilyResources,
  correlationId: string,
  remainingMs: number,
  work: (call: BackgroundCall) => Promise<T>,
): Promise<T> {
  const timeMs = Math.max(0, remainingMs - RESERVE_MS);
  const signal = AbortSignal.timeout(timeMs);
  const call = backgroundCallOf({ correlationId, deadline: Date.now() + timeMs, signal }, resources);
  const timeout = Promise.withResolvers<never>();
  signal.addEventListener('abort', () => timeout.reject(signal.reason), { once: true });
  const recording = new Recording({ name: 'background', correlationId });
  try {
    return await recording.run(() => Promise.race([work(call), timeout.promise]));
  } catch (thrown) {
    recording.failed(toManifoldError(thrown).code);
    throw thrown;
  } finally {
    recording.end();
  }
}

/** The name of an error that is not ours. Its message may quote personal data, so it is not logged. */
function nameOf(thrown: unknown): string | undefined {
  const cause = thrown instanceof Error && thrown.cause instanceof Error ? thrown.cause : thrown;
  return cause instanceof Error ? cause.name : undefined;
}
