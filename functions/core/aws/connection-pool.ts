import { type IncomingHttpHeaders, Agent as PlainAgent, request as plainRequest } from 'node:http';
import { Agent as TlsAgent, request as tlsRequest } from 'node:https';
import type { Socket } from 'node:net';
import { timeOut, within } from './time-limit.ts';

/** One signed request to an AWS service. */
export interface AwsRequest {
  readonly endpoint: URL;
  /** Path and query as they go over the wire. */
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | Buffer;
}

export interface AwsAnswer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

/** Milliseconds after which a request fails with `TimeoutError`. Without a limit, only the caller's signal ends it. */
export interface TimeLimits {
  readonly connectMs?: number;
  /** From the first byte sent to the last one read. */
  readonly answerMs?: number;
}

/** Sends one request over a kept connection and reads the whole answer. */
export type Send = (request: AwsRequest, signal?: AbortSignal) => Promise<AwsAnswer>;

/** The AWS SDK's own limit of connections to one host; a request beyond it waits for a free connection. */
const CONNECTIONS = 50;

/**
 * AWS closes idle connections after a minute or later. They are closed sooner here, so that no request goes out on a
 * connection that AWS is closing.
 */
export const IDLE_MS = 20_000;

/**
 * A kept connection was closed when a request went out on it, before any answer. Whether AWS executed the request is
 * unknown.
 */
export class LostConnection extends Error {
  override readonly name = 'LostConnection';
  readonly code: unknown;
  constructor(cause: Error & { code?: unknown }) {
    super('AWS closed the connection before it answered.', { cause });
    this.code = cause.code;
  }
}

/**
 * Opens a pool of kept connections.
 *
 * @throws (each request) LostConnection, Node's socket error with its `code`, `TimeoutError` past a limit, `AbortError` on
 *   the signal
 */
export function openConnectionPool({ connectMs, answerMs }: TimeLimits, now: () => number = Date.now): Send {
  const options = { keepAlive: true, maxSockets: CONNECTIONS, timeout: IDLE_MS };
  const plain = { send: plainRequest, agent: new PlainAgent(options) };
  const tls = { send: tlsRequest, agent: new TlsAgent(options) };
  const idle = [plain.agent, tls.agent].map((agent) => watchIdle(agent, now));
  return ({ endpoint, path, headers, body }, signal) =>
    new Promise((resolve, reject) => {
      if (signal?.aborted) return reject(aborted());
      for (const { closeOld } of idle) closeOld();
      const { send, agent } = endpoint.protocol === 'https:' ? tls : plain;
      const call = send({ host: hostOf(endpoint), port: endpoint.port, method: 'POST', path, headers, agent });
      let answered = false;
      const abort = () => giveUp(aborted());
      const inTime = answerMs === undefined ? undefined : within(answerMs, () => giveUp(timeOut(answerMs)));
      const stopTimers = () => {
        inTime?.();
        signal?.removeEventListener('abort', abort);
      };
      const fail = (error: Error) => {
        stopTimers();
        reject(error);
      };
      const giveUp = (error: Error) => {
        fail(error);
        call.destroy();
      };
      signal?.addEventListener('abort', abort, { once: true });
      call.on('error', (error: NodeJS.ErrnoException) => {
        const lost = call.reusedSocket && !answered && LOST.has(error.code ?? '');
        // The other idle connections are as old.
        if (lost) for (const { closeAll } of idle) closeAll();
        fail(
          lost
            ? new LostConnection(error)
            : !answered && TIMED_OUT.has(error.code ?? '')
              ? Object.assign(error, { name: 'TimeoutError' })
              : error,
        );
      });
      if (connectMs !== undefined) call.once('socket', (socket) => limitConnecting(socket, connectMs, giveUp));
      call.once('response', (answer) => {
        answered = true;
        const chunks: Buffer[] = [];
        answer.on('data', (chunk: Buffer) => chunks.push(chunk));
        answer.on('error', fail);
        answer.once('end', () => {
          stopTimers();
          const body = chunks.length === 1 && chunks[0] ? chunks[0] : Buffer.concat(chunks);
          resolve({ status: answer.statusCode ?? 0, headers: answer.headers, body });
        });
      });
      call.end(body);
    });
}

const LOST = new Set(['ECONNRESET', 'EPIPE']);
/** Codes that the SDK's HTTP handler calls a TimeoutError if there is no answer yet. */
const TIMED_OUT = new Set([...LOST, 'ETIMEDOUT']);

/**
 * Watches the idle connections of an agent. The agent's own timer does not run while Lambda freezes the instance, so their
 * age is checked again before each request.
 */
function watchIdle(agent: PlainAgent, now: () => number) {
  const since = new WeakMap<Socket, number>();
  agent.on('free', (socket: Socket) => since.set(socket, now()));
  const close = (isOld: (socket: Socket) => boolean) => {
    for (const socket of Object.values(agent.freeSockets).flatMap((sockets) => sockets ?? [])) {
      if (!isOld(socket)) continue;
      socket.destroy();
      // Takes it out of the agent's list at once; the event `close` would do so too late.
      socket.emit('agentRemove');
    }
  };
  return {
    closeOld: () => close((socket) => now() - (since.get(socket) ?? 0) >= IDLE_MS),
    closeAll: () => close(() => true),
  };
}

function limitConnecting(socket: Socket, ms: number, giveUp: (error: Error) => void): void {
  if (!socket.connecting) return;
  const inTime = within(ms, () => giveUp(timeOut(ms)));
  socket.once('connect', inTime).once('close', inTime);
}

/** Node expects an IPv6 address without its brackets. */
const hostOf = ({ hostname }: URL) => hostname.replace(/^\[(.*)\]$/, '$1');

const aborted = () => named('AbortError', 'Request aborted');

const named = (name: string, message: string): Error => Object.assign(new Error(message), { name });
