import { createServer, type Server } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';

/**
 * What AWS does with one request: an answer, `reset` (the connection ends before an answer), `half` (it ends in the middle of
 * one), or `silence` (no answer).
 */
export type ScriptStep =
  | { readonly status: number; readonly body: unknown; readonly headers?: Readonly<Record<string, string>> }
  | 'reset'
  | 'half'
  | 'silence';

export interface ScriptedAws {
  readonly url: string;
  /** Begins a script: each request takes its next step, and the last step is for all further ones. */
  play(steps: readonly ScriptStep[]): void;
  /** Number of requests since the script began. */
  attempts(): number;
  stop(): void;
}

/** An AWS service on loopback that follows a script, for clients that have to cope with it in the same way. */
export async function startScriptedAws(): Promise<ScriptedAws> {
  let script: readonly ScriptStep[] = [];
  let attempts = 0;
  const silent = new Set<Socket>();
  const server: Server = createServer((request, response) => {
    const step = script[Math.min(attempts, script.length - 1)];
    attempts += 1;
    request.resume();
    request.on('end', () => {
      if (step === undefined || step === 'reset') request.socket.resetAndDestroy();
      else if (step === 'silence') silent.add(request.socket);
      else if (step === 'half') {
        response.writeHead(200, { 'content-type': 'application/x-amz-json-1.0', 'content-length': '100' });
        response.write('{"Item":', () => request.socket.resetAndDestroy());
      } else {
        response.writeHead(step.status, { 'content-type': 'application/x-amz-json-1.0', ...step.headers });
        response.end(typeof step.body === 'string' ? step.body : JSON.stringify(step.body));
      }
    });
    request.on('error', () => undefined);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    play(steps) {
      script = steps;
      attempts = 0;
    },
    attempts: () => attempts,
    stop() {
      for (const socket of silent) socket.destroy();
      server.close();
      server.closeAllConnections();
    },
  };
}
