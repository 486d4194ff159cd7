import { type DynamoDBClient, GetItemCommand } from '@aws-sdk/client-dynamodb';
import type { CallContext } from '../../../schemas/invocation.ts';
import { cancelKey } from '../../../schemas/keys.ts';
import { ManifoldError } from '../../core/errors/manifold-error.ts';

/** How often a long call looks for its cancel record. */
const POLL_MS = 1_000;

export interface Cancellation {
  signal: AbortSignal;
  stop(): void;
}

/**
 * A signal that aborts at the call's deadline, and, where a state table is given, when the caller cancels: front
 * writes a cancel record (a client's disconnect does not reach a Lambda).
 */
export function watchCancellation(
  context: CallContext,
  state?: { client: Pick<DynamoDBClient, 'send'>; table: string },
): Cancellation {
  const controller = new AbortController();
  // A task has a record of its own, which may be there before its work begins.
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
            // A read that fails is tried again a second later; the call itself is not in danger.
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

/** A record written before this call began is for an earlier request with the same id. */
async function isCancelled(
  { client, table }: { client: Pick<DynamoDBClient, 'send'>; table: string },
  cancelRef: string,
  since: number,
): Promise<boolean> {
  const { pk, sk } = cancelKey(cancelRef);
  const { Item } = await client.send(new GetItemCommand({ TableName: table, Key: { pk: { S: pk }, sk: { S: sk } } }));
  return Number(Item?.cancelledAt?.N ?? -1) >= since;
}
