import type { StateTable } from '../../core/state-table/state-table.ts';
import type { FrontRequest } from '../front-request.ts';
import { cancelRef } from '../mcp/call-context.ts';
import { giveBackPlace, streamEnd, takePlace } from './stream-places.ts';
import { subscriptionOwner } from './subscription-owner.ts';

/** A stream holds an instance for as long as it is open, so it ends after a minute; clients open the next one. */
const LIFETIME_MS = 60_000;
/** How soon a stream notices that it was cancelled or displaced. */
const CHECK_MS = 5_000;
/** Time of the function that is reserved for ending the stream. */
const CLOSING_MS = 2_000;

export interface Subscriptions {
  /**
   * Opens a stream if its owner and the stage have a place for it. It ends by its deadline, by a cancellation of the
   * request that opened it, or by displacement. A function does not see that its client has disconnected.
   *
   * @throws {ManifoldError} E3009 with `retryAfter` if there is no place
   */
  serve(request: FrontRequest, opened: OpenedStream): Promise<Response>;
}

export interface OpenedStream {
  readonly req: Request;
  /** JSON-RPC id of the request, by which it is cancelled. */
  readonly id: unknown;
  /** Lets the protocol server answer; the stream ends with the signal of the request that it is given. */
  open(limited: Request): Promise<Response>;
}

export interface StreamSettings {
  /** Streams that the whole stage holds open at once. */
  readonly stagePlaces: number;
  readonly lifetimeMs?: number;
  readonly checkMs?: number;
}

export function subscriptions(
  state: StateTable,
  { stagePlaces, lifetimeMs = LIFETIME_MS, checkMs = CHECK_MS }: StreamSettings,
): Subscriptions {
  // A Request stops passing on the abort of its signal once it is garbage-collected, so each is held until its end.
  const held = new Set<Request>();
  return {
    async serve(request, { req, id, open }) {
      const openedAt = Date.now();
      // A check that is under way may end the stream later than its time.
      const until = openedAt + lifetimeMs + checkMs;
      const place = await takePlace(state, subscriptionOwner(request.principal), { until, stagePlaces, checkMs });
      const asked = { cancelRef: cancelRef(request, typeof id === 'number' ? id : String(id)), openedAt };
      const end = new AbortController();
      const limited = new Request(req.url, { method: 'POST', headers: req.headers, signal: end.signal });
      held.add(limited);
      // The place is given back first: once the stream has ended, the instance may be frozen.
      const leave = async () => {
        clearTimeout(timer);
        clearInterval(check);
        await giveBackPlace(state, place);
        held.delete(limited);
        end.abort();
      };
      const timer = setTimeout(leave, Math.min(lifetimeMs, request.functionDeadline - openedAt - CLOSING_MS));
      const check = setInterval(async () => {
        if (await streamEnd(state, place, asked)) await leave();
      }, checkMs);
      const response = await open(limited).catch(async (error: unknown) => {
        await leave();
        throw error;
      });
      if (!response.headers.get('content-type')?.startsWith('text/event-stream')) await leave();
      return response;
    },
  };
}
