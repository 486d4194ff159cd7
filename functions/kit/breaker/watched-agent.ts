import { subscribe } from 'node:diagnostics_channel';
import type { ClientRequest, IncomingMessage } from 'node:http';
import { ManifoldError } from '../../core/errors/manifold-error.ts';
import type { Breakers, Verdict } from './breaker.ts';
import { admitRequest, verdictOn } from './call-scope.ts';

/** Open requests, with the function that takes the verdict on each. */
const openRequests = new WeakMap<ClientRequest, (verdict: Verdict) => Promise<void>>();
let listening = false;

/**
 * Passes a request of an SDK through the breaker of its provider. The end of the request is read from Node's diagnostics
 * channels, because a listener on the request itself would change how Node treats unhandled errors and answers.
 *
 * @param send passes the request on to its agent; until then the request waits, as it does for a free connection
 */
export function watchRequest(breakers: Breakers, { request, host }: Watched, send: () => void): void {
  listen();
  admitRequest(breakers, host).then(
    (ended) => {
      openRequests.set(request, ended);
      send();
    },
    (refused: Error) => refuse(request, refused),
  );
}

/** Fails the request as an agent without a connection does; `destroy` alone would wait for a connection. */
function refuse(request: ClientRequest, refused: Error): void {
  const untyped: object = request;
  const onSocket: (socket: null, error: Error) => void = Reflect.get(untyped, 'onSocket');
  onSocket.call(request, null, refused);
}

export interface Watched {
  request: ClientRequest;
  /** Host as in a URL, with the port if it is not the default. */
  host: string;
}

function listen(): void {
  if (listening) return;
  listening = true;
  subscribe('http.client.response.finish', (message) => {
    const { request, response } = message as { request: ClientRequest; response: IncomingMessage };
    finish(request, verdictOn(response.statusCode ?? 0));
  });
  subscribe('http.client.request.error', (message) => {
    const { request, error } = message as { request: ClientRequest; error: Error };
    finish(request, isNeutral(error) ? 'neutral' : 'failure');
  });
}

function finish(request: ClientRequest, verdict: Verdict): void {
  const ended = openRequests.get(request);
  openRequests.delete(request);
  // The code that reads the state table logs its faults.
  ended?.(verdict).catch(() => undefined);
}

/** True for requests that the caller or the platform ended; they say nothing about the provider. */
function isNeutral(error: Error): boolean {
  return error.name === 'AbortError' || error instanceof ManifoldError;
}
