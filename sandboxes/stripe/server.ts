import { type RunningSandbox, serveStandIn } from '../shared/serve.ts';
import { StandInStripe } from './stand-in.ts';

export interface StartOptions {
  port?: number;
  /** File that keeps its state over restarts; absent: in memory. */
  file?: string;
  log(line: string): void;
}

/** Starts the stand-in for Stripe on loopback; port 0 takes any free one. */
export async function startServer({ port = 0, file, log }: StartOptions): Promise<RunningSandbox> {
  const stripe = new StandInStripe({ log, file });
  const running = await serveStandIn(stripe, { port, log });
  return {
    url: running.url,
    stop() {
      stripe.events.stop();
      return running.stop();
    },
  };
}
