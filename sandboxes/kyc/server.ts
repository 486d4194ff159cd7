import { type RunningSandbox, serveStandIn } from '../shared/serve.ts';
import { StandInProvider } from './provider.ts';

/** Starts the stand-in provider on loopback; port 0 takes any free one. */
export function startServer({ port = 0, log }: { port?: number; log(line: string): void }): Promise<RunningSandbox> {
  return serveStandIn(new StandInProvider(), { port, log });
}
