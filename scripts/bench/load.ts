import { Agent, request } from 'node:http';
import { ascending, percentile } from './statistics.ts';

/** One request, sent over and over. */
export interface Shot {
  readonly url: string;
  readonly headers: Record<string, string>;
  readonly body: string;
  /** Text that every right answer contains. */
  readonly expects: string;
}

export interface Load {
  readonly requests: number;
  readonly errors: number;
  readonly rps: number;
  /** Milliseconds. */
  readonly p50: number;
  readonly p99: number;
}

/**
 * Sends a request from as many connections as asked for the time given; each connection waits for its answer before it
 * sends the next (closed loop), and is kept alive.
 */
export async function load(shot: Shot, { connections, ms }: { connections: number; ms: number }): Promise<Load> {
  const agent = new Agent({ keepAlive: true, maxSockets: connections });
  const latencies: number[] = [];
  let errors = 0;
  const started = performance.now();
  const end = started + ms;
  const connection = async () => {
    for (let now = performance.now(); now < end; now = performance.now()) {
      const answer = await send(shot, agent).catch(() => '');
      if (answer.includes(shot.expects)) latencies.push(performance.now() - now);
      else errors += 1;
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
    p99: percentile(sorted, 0.99),
  };
}

/** Sends the request once. @throws where the answer is not what it should be, quoting it */
export async function tryOnce(shot: Shot): Promise<void> {
  const agent = new Agent();
  const answer = await send(shot, agent);
  agent.destroy();
  if (!answer.includes(shot.expects)) throw new Error(`${shot.url} answered ${answer.slice(0, 500)}`);
}

function send({ url, headers, body }: Shot, agent: Agent): Promise<string> {
  return new Promise((resolve, reject) => {
    const sent = request(url, { method: 'POST', agent, headers }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.once('end', () => resolve(Buffer.concat(chunks).toString()));
      response.once('error', reject);
    });
    sent.once('error', reject);
    sent.end(body);
  });
}
