import { subscribe } from 'node:diagnostics_channel';
import type { ClientRequest, IncomingMessage } from 'node:http';
import { ManifoldError } from '../../core/errors/manifold-error.ts';
import type { Breakers, Verdict } from './breaker.ts';
import { admitRequest, verdictOn } from './call-scope.ts';

/** Requests under way, with whom to tell how they ended. */
const underWay = new WeakMap<ClientRequest, (verdict: Verdict) => Promise<void>>();
let listening = false;

/**
 * Takes a request of an SDK through the breaker of its provider. Node tells how it ends on its diagnostics channels:
 * listeners on the request itself would change how Node treats a request that nobody listens to.
 *
 * @param send hands the request on to its agent; it waits for that, as for a free connection
 */
export function watchRequest(breakers: Breakers, { request, host }: Watched, send: () => void): void {
  listen();
  admitRequest(breakers, host).then(
    (ended) => {
      underWay.set(request, ended);
      send();
    },
    (refused: Error) => refuse(request, refused),
  );
}

/** As an agent does that gets no connection: `destroy` alone would wait for one. Node's types know one argument. */
function refuse(request: ClientRequest, refused: Error): void {
  const untyped: object = request;
  const onSocket: (socket: null, error: Error) => void = Reflect.get(untyped, 'onSocket');
  onSocket.call(request, null, refused);
}

export interface Watched {
  request: ClientRequest;
  /** As in a URL: with the port where it is not the default. */
  host: string;
}

function listen(): void {
  if (listening) return;
  listening = true;
  subscribe('http.client.response.finish', (message) => {
    const { request, response } = message as { request: ClientRequest; response: IncomingMessage };
    settle(request, verdictOn(response.statusCode ?? 0));
  });
  subscribe('http.client.request.error', (message) => {
    const { request, error } = message as { request: ClientRequest; error: Error };
    settle(request, isNeutral(error) ? 'neutral' : 'failure');
  });
}

function settle(request: ClientRequest, verdict: Verdict): void {
  const ended = underWay.get(request);
  underWay.delete(request);
  // A breaker that cannot be told has said so in the log.
  ended?.(verdict).catch(() => undefined);
}

/** What the caller or we ended ourselves says nothing of the provider. */
function isNeutral(error: Error): boolean {
  return error.name === 'AbortError' || error instanceof ManifoldError;
}
