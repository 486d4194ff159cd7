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

/** Messages of the family's queue as Lambda hands them over. */
const QueuedEvents = z.object({
  Records: z.array(z.object({ eventSource: z.literal('aws:sqs'), messageId: z.string(), body: z.string() })).min(1),
});

/** What Lambda is told of a batch: the messages that are to come again. */
export interface BatchAnswer {
  batchItemFailures: { itemIdentifier: string }[];
}

/** Time that is left for answering where the work itself is cut off. */
const RESERVE_MS = 1_000;

/**
 * Work that nobody called for. Undefined where the event is none of it, but an invocation of front.
 *
 * A turn of a schedule that fails is an error of the function, which Lambda repeats twice. Of a batch of events each
 * counts for itself: those that fail come again, and at last go to the dead letters.
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

/** True where the event is done, now or before. What went wrong is in the log. */
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
  const late = Promise.withResolvers<never>();
  signal.addEventListener('abort', () => late.reject(signal.reason), { once: true });
  const recording = new Recording({ name: 'background', correlationId });
  try {
    return await recording.run(() => Promise.race([work(call), late.promise]));
  } catch (thrown) {
    recording.failed(toManifoldError(thrown).code);
    throw thrown;
  } finally {
    recording.end();
  }
}

/** Names of foreign errors alone: their messages may quote what is personal. */
function nameOf(thrown: unknown): string | undefined {
  const cause = thrown instanceof Error && thrown.cause instanceof Error ? thrown.cause : thrown;
  return cause instanceof Error ? cause.name : undefined;
}
