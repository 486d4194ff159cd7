/**
 * Open subscription streams. Access pattern in the state table: PutItem <tenant>#listen#<principal> / slot-<n>,
 * conditional on its being free; DeleteItem when the stream ends. At most one pair per subscription.
 */
import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { DeleteCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import type { StateTable } from '../../runtime/claims/claim-repository.ts';
import { ManifoldError } from '../../runtime/errors/manifold-error.ts';
import { logger } from '../../runtime/logging/logger.ts';
import type { FrontRequest } from '../front-request.ts';

/** A stream holds a function for as long as it is open, so it ends after a minute; clients open the next one. */
const LIFETIME_MS = 60_000;
/**
 * Streams that one principal may hold open at once. A stream whose client has gone counts until its time is over, since
 * a disconnect does not reach a Lambda.
 */
const SLOTS = 5;

export interface Subscriptions {
  /** @throws {ManifoldError} E3009 where the principal holds as many streams as it may */
  serve(request: FrontRequest, req: Request, open: (limited: Request) => Promise<Response>): Promise<Response>;
}

export function subscriptions(state: StateTable, lifetimeMs = LIFETIME_MS): Subscriptions {
  return {
    async serve(request, req, open) {
      const slot = await takeSlot(state, request, lifetimeMs);
      const end = new AbortController();
      const timer = setTimeout(() => end.abort(), Math.min(lifetimeMs, request.functionDeadline - Date.now() - 2_000));
      end.signal.addEventListener('abort', () => void giveBack(state, slot), { once: true });
      const response = await open(new Request(req.url, { method: 'POST', headers: req.headers, signal: end.signal }));
      if (!response.headers.get('content-type')?.startsWith('text/event-stream')) {
        clearTimeout(timer);
        end.abort();
      }
      return response;
    },
  };
}

interface Slot {
  pk: string;
  sk: string;
}

async function takeSlot({ client, table }: StateTable, request: FrontRequest, lifetimeMs: number): Promise<Slot> {
  const { tenant, id } = request.principal;
  const now = Math.floor(Date.now() / 1000);
  for (let index = 0; index < SLOTS; index += 1) {
    const slot = { pk: `${tenant}#listen#${id}`, sk: `slot-${index}` };
    try {
      await client.send(
        new PutCommand({
          TableName: table,
          Item: { ...slot, expiresAt: now + Math.ceil(lifetimeMs / 1000) },
          ConditionExpression: 'attribute_not_exists(pk) OR expiresAt <= :now',
          ExpressionAttributeValues: { ':now': now },
        }),
      );
      return slot;
    } catch (error) {
      if (!(error instanceof ConditionalCheckFailedException)) throw error;
    }
  }
  throw new ManifoldError('E3009', `You hold ${SLOTS} subscription streams, and that is the most.`, {
    details: { retryAfter: Math.ceil(lifetimeMs / 1000), suggestion: 'Close one of them, or wait for it to end.' },
  });
}

/** A slot that cannot be given back is free again when its time is over. */
async function giveBack({ client, table }: StateTable, slot: Slot): Promise<void> {
  try {
    await client.send(new DeleteCommand({ TableName: table, Key: slot }));
  } catch (error) {
    logger.warn('a subscription slot could not be given back', { error: String(error) });
  }
}
