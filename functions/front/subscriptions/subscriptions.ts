import { SERVER_INFO_META_KEY, SUBSCRIPTION_ID_META_KEY } from '@modelcontextprotocol/server';
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
  /** Name and version of the server, as the result at the end of a stream says them. */
  readonly serverInfo: Readonly<Record<string, string>>;
  readonly lifetimeMs?: number;
  readonly checkMs?: number;
}

export function subscriptions(
  state: StateTable,
  { stagePlaces, serverInfo, lifetimeMs = LIFETIME_MS, checkMs = CHECK_MS }: StreamSettings,
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
      let result: Uint8Array | undefined;
      // The place is given back first: once the stream has ended, the instance may be frozen.
      const leave = async (why: 'over' | 'displaced' | 'cancelled') => {
        // A request that was cancelled gets no answer.
        if (why !== 'cancelled') result = resultFrame(id, serverInfo);
        clearTimeout(timer);
        clearInterval(check);
        await giveBackPlace(state, place);
        held.delete(limited);
        end.abort();
      };
      const timer = setTimeout(
        () => leave('over'),
        Math.min(lifetimeMs, request.functionDeadline - openedAt - CLOSING_MS),
      );
      const check = setInterval(async () => {
        const why = await streamEnd(state, place, asked);
        if (why) await leave(why);
      }, checkMs);
      const response = await open(limited).catch(async (error: unknown) => {
        await leave('over');
        throw error;
      });
      if (!response.headers.get('content-type')?.startsWith('text/event-stream')) {
        await leave('over');
        return response;
      }
      const ending = new TransformStream<Uint8Array, Uint8Array>({
        flush: (controller) => {
          if (result) controller.enqueue(result);
        },
      });
      return new Response(response.body?.pipeThrough(ending), response);
    },
  };
}

/** The event that ends a stream: the result of `subscriptions/listen` (revision 2026-07-28). */
function resultFrame(id: unknown, serverInfo: StreamSettings['serverInfo']): Uint8Array {
  const _meta = { [SUBSCRIPTION_ID_META_KEY]: id, [SERVER_INFO_META_KEY]: serverInfo };
  const message = { jsonrpc: '2.0', id, result: { resultType: 'complete', _meta } };
  return new TextEncoder().encode(`event: message\ndata: ${JSON.stringify(message)}\n\n`);
}
