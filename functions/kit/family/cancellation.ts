import { type DynamoDBClient, GetItemCommand } from '@aws-sdk/client-dynamodb';
import type { CallContext } from '../../../schemas/invocation.ts';
import { cancelKey } from '../../../schemas/keys.ts';
import { ManifoldError } from '../../core/errors/manifold-error.ts';

/** How often a call reads its cancel record. */
const POLL_MS = 1_000;

export interface Cancellation {
  signal: AbortSignal;
  stop(): void;
}

/**
 * A signal that aborts at the deadline of the call. With a state table it also aborts when the caller cancels: front
 * writes a cancel record, because the disconnect of a client does not reach a Lambda function.
 */
export function watchCancellation(
  context: CallContext,
  state?: { client: Pick<DynamoDBClient, 'send'>; table: string },
): Cancellation {
  const controller = new AbortController();
  // A task has a cancel record of its own, which may exist before its work begins.
  const since = context.task === 'running' ? 0 : (context.sentAt ?? Date.now()) - 1_000;
  const timer = setTimeout(
    () => controller.abort(new ManifoldError('E3004', 'The tool did not finish in time.')),
    Math.max(0, context.deadline - Date.now()),
  );
  const { cancelRef } = context;
  const poll =
    state && cancelRef
      ? setInterval(() => {
          isCancelled(state, cancelRef, since).then(
            (cancelled) => cancelled && controller.abort(new ManifoldError('E3005', 'The caller cancelled the call.')),
            // A failed read does not end the call; the next one follows after a second.
            () => undefined,
          );
        }, POLL_MS)
      : undefined;
  return {
    signal: controller.signal,
    stop: () => {
      clearTimeout(timer);
      clearInterval(poll);
    },
  };
}

/** A record that is older than this call belongs to an earlier request with the same id. */
async function isCancelled(
  { client, table }: { client: Pick<DynamoDBClient, 'send'>; table: string },
  cancelRef: string,
  since: number,
): Promise<boolean> {
  const { pk, sk } = cancelKey(cancelRef);
  const { Item } = await client.send(new GetItemCommand({ TableName: table, Key: { pk: { S: pk }, sk: { S: sk } } }));
  return Number(Item?.cancelledAt?.N ?? -1) >= since;
}
