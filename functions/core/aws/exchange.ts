import { type IncomingHttpHeaders, Agent as PlainAgent, request as plainRequest } from 'node:http';
import { Agent as TlsAgent, request as tlsRequest } from 'node:https';
import type { Socket } from 'node:net';

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

/** Milliseconds after which a request is given up; absent where only the caller's signal ends it. */
export interface Patience {
  readonly connectMs?: number;
  /** From the first byte sent to the last one read. */
  readonly answerMs?: number;
}

/** Sends one request over a connection that is kept, and reads the whole answer. */
export type Exchange = (request: AwsRequest, signal?: AbortSignal) => Promise<AwsAnswer>;

/** As many connections to one host as the AWS SDK keeps; what comes beyond that waits for one. */
const CONNECTIONS = 50;

/**
 * Opens a pool of connections.
 *
 * @throws (each exchange) Node's error of the socket with its `code`, `TimeoutError` past the patience, `AbortError` on
 *   the signal
 */
export function openExchange({ connectMs, answerMs }: Patience): Exchange {
  const options = { keepAlive: true, maxSockets: CONNECTIONS };
  const plain = { send: plainRequest, agent: new PlainAgent(options) };
  const tls = { send: tlsRequest, agent: new TlsAgent(options) };
  return ({ endpoint, path, headers, body }, signal) =>
    new Promise((resolve, reject) => {
      if (signal?.aborted) return reject(aborted());
      const { send, agent } = endpoint.protocol === 'https:' ? tls : plain;
      const call = send({ host: hostOf(endpoint), port: endpoint.port, method: 'POST', path, headers, agent });
      const abort = () => giveUp(aborted());
      const inTime = answerMs === undefined ? undefined : within(answerMs, () => giveUp(timeOut(answerMs)));
      const settled = () => {
        inTime?.();
        signal?.removeEventListener('abort', abort);
      };
      const fail = (error: Error) => {
        settled();
        reject(error);
      };
      const giveUp = (error: Error) => {
        fail(error);
        call.destroy();
      };
      signal?.addEventListener('abort', abort, { once: true });
      call.on('error', fail);
      if (connectMs !== undefined) call.once('socket', (socket) => limitConnecting(socket, connectMs, giveUp));
      call.once('response', (answer) => {
        const chunks: Buffer[] = [];
        answer.on('data', (chunk: Buffer) => chunks.push(chunk));
        answer.on('error', fail);
        answer.once('end', () => {
          settled();
          const body = chunks.length === 1 && chunks[0] ? chunks[0] : Buffer.concat(chunks);
          resolve({ status: answer.statusCode ?? 0, headers: answer.headers, body });
        });
      });
      call.end(body);
    });
}

function limitConnecting(socket: Socket, ms: number, giveUp: (error: Error) => void): void {
  if (!socket.connecting) return;
  const inTime = within(ms, () => giveUp(timeOut(ms)));
  socket.once('connect', inTime).once('close', inTime);
}

/** A timer that fires so much too late was held up with the whole process. */
const HELD_UP = 1.25;

/**
 * Calls `late` after so many milliseconds, unless the answered function was called before. A time in which this process
 * stood still is no time that AWS took: a frozen instance wakes up with every timer past and the answers still unread, so
 * the time then begins anew.
 */
function within(ms: number, late: () => void): () => void {
  let timer: NodeJS.Timeout;
  const begin = () => {
    const begun = performance.now();
    timer = setTimeout(() => (performance.now() - begun > ms * HELD_UP ? begin() : late()), ms);
  };
  begin();
  return () => clearTimeout(timer);
}

/** Node takes an address of IPv6 without its brackets. */
const hostOf = ({ hostname }: URL) => hostname.replace(/^\[(.*)\]$/, '$1');

const timeOut = (ms: number) =>
  Object.assign(named('TimeoutError', `AWS did not answer within ${ms} ms.`), { code: 'ETIMEDOUT' });

const aborted = () => named('AbortError', 'Request aborted');

const named = (name: string, message: string): Error => Object.assign(new Error(message), { name });
