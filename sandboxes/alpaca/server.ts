import { type RunningSandbox, serveStandIn } from '../shared/serve.ts';
import { StandInAlpaca } from './stand-in.ts';

/** Starts the stand-in for Alpaca on loopback; port 0 takes any free one. `file` keeps its state. */
export function startServer(options: {
  port?: number;
  file?: string;
  log(line: string): void;
}): Promise<RunningSandbox> {
  return serveStandIn(new StandInAlpaca(options), options);
}
