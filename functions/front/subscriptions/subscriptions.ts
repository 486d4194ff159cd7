import type { StateTable } from '../../runtime/claims/claim-repository.ts';
import type { FrontRequest } from '../front-request.ts';
import { giveBackSlot, holdsSlot, takeSlot } from './slots.ts';

/** A stream holds a function for as long as it is open, so it ends after a minute; clients open the next one. */
const LIFETIME_MS = 60_000;
/** How soon a stream notices that a newer one has taken its place. */
const CHECK_MS = 5_000;

export interface Subscriptions {
  /**
   * Opens a stream, in the place of the principal's oldest where it holds as many as it may.
   * @throws {ManifoldError} E3009 where many are opened at the same moment
   */
  serve(request: FrontRequest, req: Request, open: (limited: Request) => Promise<Response>): Promise<Response>;
}

export function subscriptions(
  state: StateTable,
  { lifetimeMs = LIFETIME_MS, checkMs = CHECK_MS }: { lifetimeMs?: number; checkMs?: number } = {},
): Subscriptions {
  // A Request that is collected as garbage no longer passes the abort of its signal on, so each is held until its end.
  const held = new Set<Request>();
  return {
    async serve(request, req, open) {
      const slot = await takeSlot(state, request.principal, lifetimeMs);
      const end = new AbortController();
      const limited = new Request(req.url, { method: 'POST', headers: req.headers, signal: end.signal });
      held.add(limited);
      const timer = setTimeout(() => end.abort(), Math.min(lifetimeMs, request.functionDeadline - Date.now() - 2_000));
      const check = setInterval(async () => {
        if (!(await holdsSlot(state, slot))) end.abort();
      }, checkMs);
      const finish = () => {
        clearTimeout(timer);
        clearInterval(check);
        held.delete(limited);
        void giveBackSlot(state, slot);
      };
      end.signal.addEventListener('abort', finish, { once: true });
      const response = await open(limited).catch((error: unknown) => {
        end.abort();
        throw error;
      });
      if (!response.headers.get('content-type')?.startsWith('text/event-stream')) end.abort();
      return response;
    },
  };
}
