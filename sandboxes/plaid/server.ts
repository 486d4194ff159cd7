import { type RunningSandbox, serveStandIn } from '../shared/serve.ts';
import { StandInPlaid } from './stand-in.ts';

/** Starts the stand-in for Plaid on loopback; port 0 takes any free one. `file` keeps its state. */
export async function startServer(options: {
  port?: number;
  file?: string;
  log(line: string): void;
}): Promise<RunningSandbox> {
  const plaid = new StandInPlaid(options);
  const running = await serveStandIn(plaid, options);
  return {
    url: running.url,
    stop() {
      plaid.webhooks.stop();
      return running.stop();
    },
  };
}
