import { Agent, request } from 'node:http';
import type { BenchRequest } from './requests.ts';
import { ascending, percentile } from './statistics.ts';

export interface Load {
  readonly requests: number;
  readonly errors: number;
  readonly rps: number;
  /** Milliseconds. */
  readonly p50: number;
  readonly p95: number;
  readonly p99: number;
}

/** A load ends after a number of milliseconds, or of requests. */
export type End = { readonly ms: number } | { readonly requests: number };

export interface LoadOptions {
  readonly connections: number;
  readonly end: End;
  /** Called with each answer that is right. */
  onAnswer?(answer: string): void;
}

/**
 * Sends requests from as many connections as asked for; each connection waits for its answer before it sends the next
 * (closed loop), and is kept alive.
 */
export async function load(request: BenchRequest, { connections, end, onAnswer }: LoadOptions): Promise<Load> {
  const agent = new Agent({ keepAlive: true, maxSockets: connections });
  const latencies: number[] = [];
  let errors = 0;
  let sent = 0;
  const started = performance.now();
  const goesOn = (now: number) => ('ms' in end ? now < started + end.ms : sent < end.requests);
  const connection = async () => {
    for (let now = performance.now(); goesOn(now); now = performance.now()) {
      sent += 1;
      const answer = await send(request, agent).catch(() => '');
      if (isRight(request, answer)) {
        latencies.push(performance.now() - now);
        onAnswer?.(answer);
      } else errors += 1;
    }
  };
  await Promise.all(Array.from({ length: connections }, connection));
  const seconds = (performance.now() - started) / 1000;
  agent.destroy();
  const sorted = ascending(latencies);
  return {
    requests: sorted.length,
    errors,
    rps: sorted.length / seconds,
    p50: percentile(sorted, 0.5),
    p95: percentile(sorted, 0.95),
    p99: percentile(sorted, 0.99),
  };
}

/** Sends the request once. @throws {Error} with the answer, if it is not right */
export async function tryOnce(request: BenchRequest): Promise<void> {
  const agent = new Agent();
  const answer = await send(request, agent);
  agent.destroy();
  if (!isRight(request, answer)) throw new Error(`${request.url} answered ${answer.slice(0, 500)}`);
}

/** The status is not enough: a failed tool call is answered with 200. */
const isRight = ({ expects }: BenchRequest, answer: string) =>
  answer.includes(expects) && !answer.includes('"isError":true');

function send({ url, headers, body }: BenchRequest, agent: Agent): Promise<string> {
  return new Promise((resolve, reject) => {
    const text = body();
    const all = { ...headers, 'content-length': Buffer.byteLength(text) };
    const sent = request(url, { method: 'POST', agent, headers: all }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.once('end', () => resolve(Buffer.concat(chunks).toString()));
      response.once('error', reject);
    });
    sent.once('error', reject);
    sent.end(text);
  });
}
