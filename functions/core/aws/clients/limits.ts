import { IDLE_MS } from '../connection-pool.ts';
import { timeOut, within } from '../time-limit.ts';

/** Time limits of one AWS client, in milliseconds. */
export interface ClientLimits {
  /** From asking for a connection until it is open, for each attempt. */
  readonly connectMs: number;
  /** From sending a request until its answer begins, for each attempt. Without it, only the total ends an attempt. */
  readonly requestMs?: number;
  /** From `send` until it returns, all attempts and the pauses between them included. */
  readonly totalMs: number;
}

/** A client with these limits. `make` constructs it with the HTTP handler that has the limits of an attempt. */
export function limitedClient<Client extends { send: unknown }>(
  limits: ClientLimits,
  make: (requestHandler: ReturnType<typeof requestHandlerOf>) => Client,
): Client {
  return limitTotal(make(requestHandlerOf(limits)), limits.totalMs);
}

/** Settings of the SDK's HTTP handler. Its `requestTimeout` only warns unless `throwOnRequestTimeout` is set. */
function requestHandlerOf({ connectMs, requestMs }: ClientLimits) {
  return {
    connectionTimeout: connectMs,
    requestTimeout: requestMs,
    throwOnRequestTimeout: true,
    // Silence in the middle of a body.
    socketTimeout: requestMs,
    httpAgent: { timeout: IDLE_MS },
    httpsAgent: { timeout: IDLE_MS },
  };
}

interface SendOptions {
  abortSignal?: AbortSignal;
}
type Send = (command: unknown, options?: SendOptions, ...rest: unknown[]) => Promise<unknown>;

/**
 * Ends each `send` of a client after `totalMs`, or earlier on the caller's own signal.
 *
 * @throws (each `send`) `TimeoutError` past the limit, with the SDK's error as its cause
 */
export function limitTotal<Client extends { send: unknown }>(client: Client, totalMs: number): Client {
  const unlimited = (client.send as Send).bind(client);
  const send: Send = async (command, options, ...rest) => {
    const limit = new AbortController();
    const stopTimer = within(totalMs, () => limit.abort());
    const theirs = options?.abortSignal;
    const abortSignal = theirs ? AbortSignal.any([theirs, limit.signal]) : limit.signal;
    try {
      return await unlimited(command, { ...options, abortSignal }, ...rest);
    } catch (error) {
      throw limit.signal.aborted && !theirs?.aborted ? timeOut(totalMs, error) : error;
    } finally {
      stopTimer();
    }
  };
  return Object.assign(client, { send });
}
