/**
 * Places for open subscription streams, as leases in the state table: one of the owner's and one of the stage's. An open
 * stream holds an instance of front, so the stage's places limit the instances that all subscribers hold, and the owner's
 * places those that one owner holds. Beside the leases (leases.ts) the access pattern is:
 * - state of a stream: BatchGetItem of the owner's leases and of the cancel record, consistent, every few seconds
 */
import { randomUUID } from 'node:crypto';
import { BatchGetCommand } from '@aws-sdk/lib-dynamodb';
import { cancelKey, ownerStreamsKey, STAGE_STREAMS_KEY } from '../../../schemas/keys.ts';
import { ManifoldError } from '../../core/errors/manifold-error.ts';
import { logger } from '../../core/logging/logger.ts';
import { count } from '../../core/logging/metrics.ts';
import type { StateTable } from '../../core/state-table/state-table.ts';
import { giveBackLease, type LeaseKey, type Leases, takeLease } from './leases.ts';

/** Streams that one owner may hold at once. The stream that takes the last of these places ends the oldest one. */
const MOST_PER_OWNER = 6;

/** Places of one owner: never all that the stage has. */
export const placesPerOwner = (stagePlaces: number) => Math.min(MOST_PER_OWNER, stagePlaces - 1);

/** The place of one stream. */
export interface StreamPlace {
  readonly id: string;
  readonly ownerKey: LeaseKey;
  readonly ownerPlaces: number;
}

/** Why a stream ends before its time. */
export type StreamEnd = 'displaced' | 'cancelled';

/**
 * Takes a place of the owner and one of the stage.
 *
 * @param wanted.until Unix milliseconds at which the stream has certainly ended
 * @param wanted.checkMs milliseconds after which a stream that is displaced has ended
 * @throws {ManifoldError} E3009 with `retryAfter` if all places of the owner, or of the stage, are taken
 */
export async function takePlace(
  state: StateTable,
  owner: { readonly tenant: string; readonly id: string },
  wanted: { readonly until: number; readonly stagePlaces: number; readonly checkMs: number },
): Promise<StreamPlace> {
  const { until, stagePlaces, checkMs } = wanted;
  const ownerPlaces = placesPerOwner(stagePlaces);
  const place = { id: randomUUID(), ownerKey: ownerStreamsKey(owner.tenant, owner.id), ownerPlaces };
  const ofOwner = await takeLease(state, place.ownerKey, { id: place.id, until, most: ownerPlaces });
  if (ofOwner !== 'taken') {
    throw refusal(`Your ${ownerPlaces} subscription streams are taken; the oldest is being ended.`, checkMs);
  }
  const ofStage = await takeLease(state, STAGE_STREAMS_KEY, { id: place.id, until, most: stagePlaces });
  if (ofStage === 'taken') return place;
  await giveBackLease(state, place.ownerKey, place.id);
  throw refusal(`All ${stagePlaces} subscription streams of this stage are taken.`, ofStage.freeAt - Date.now());
}

/** Gives a place back. One that cannot be given back is free when its time is over. */
export async function giveBackPlace(state: StateTable, { id, ownerKey }: StreamPlace): Promise<void> {
  try {
    await Promise.all([giveBackLease(state, STAGE_STREAMS_KEY, id), giveBackLease(state, ownerKey, id)]);
  } catch (error) {
    logger.warn('a subscription place could not be given back', { error: String(error) });
  }
}

/**
 * Whether a stream has to end: it was cancelled, its lease was taken away, or the newest stream took the owner's last
 * place and this one is the oldest. A stream goes on if the table does not answer.
 *
 * @param opened.cancelRef key of the cancel record of the request that opened the stream at `openedAt` (Unix milliseconds);
 * a client may have used the id of that request before, and cancelled it
 */
export async function streamEnd(
  { client, table }: StateTable,
  { id, ownerKey, ownerPlaces }: StreamPlace,
  { cancelRef, openedAt }: { readonly cancelRef: string; readonly openedAt: number },
): Promise<StreamEnd | undefined> {
  try {
    const Keys = [ownerKey, cancelKey(cancelRef)];
    const { Responses } = await client.send(
      new BatchGetCommand({ RequestItems: { [table]: { Keys, ConsistentRead: true } } }),
    );
    const items = Responses?.[table] ?? [];
    if (items.some(({ cancelledAt }) => cancelledAt >= openedAt)) return 'cancelled';
    const leases = (items.find(({ pk }) => pk === ownerKey.pk)?.leases ?? {}) as Leases;
    return isDisplaced({ id, leases, ownerPlaces }) ? 'displaced' : undefined;
  } catch (error) {
    logger.warn('a subscription stream could not be checked', { error: String(error) });
    return undefined;
  }
}

function isDisplaced({ id, leases, ownerPlaces }: { id: string; leases: Leases; ownerPlaces: number }): boolean {
  if (!Object.hasOwn(leases, id)) return true;
  const now = Date.now();
  // All streams last equally long, so the lease that ends first is the oldest.
  const [oldest, ...others] = Object.entries(leases)
    .filter(([, until]) => until > now)
    .sort(([one, ends], [other, otherEnds]) => ends - otherEnds || (one < other ? -1 : 1));
  return others.length + 1 >= ownerPlaces && oldest?.[0] === id;
}

function refusal(message: string, waitMs: number): ManifoldError {
  count('RateLimited');
  const retryAfter = Math.max(1, Math.ceil(waitMs / 1000));
  return new ManifoldError('E3009', message, {
    details: { retryAfter, suggestion: `Wait ${retryAfter} s, then open it again; end streams that you do not need.` },
  });
}
