import type { RequestListener, Server } from 'node:http';
import type { Control } from '../control/control.ts';
import type { Logs } from '../log.ts';
import { listen } from '../process/ports.ts';
import { StartError } from '../start-error.ts';
import { createGateway, gatewayServer } from './server.ts';

/** Names by which a person reaches this machine's loopback. */
const HOST_NAMES = ['127.0.0.1', 'localhost', '[::1]'];

export type ServedApis = {
  /** Name of the API → its URL. */
  urls: Record<string, string>;
  /** Holds requests while `change` deploys, then serves what it made, under the same URLs. */
  swap(change: () => Promise<void>): Promise<void>;
  stop(): Promise<void>;
};

/** Serves the first stage of each REST API at the root of the port that was reserved for it. */
export async function serveApis({ control, logs }: { control: Control; logs: Logs }): Promise<ServedApis> {
  const servers: { name: string; server: Server; listener: RequestListener }[] = [];
  const urls: Record<string, string> = {};
  const gateways = () =>
    control.deployment.apis.all().map((api) => {
      const [stage] = api.stages.values();
      if (!stage) throw new StartError(`The REST API ${api.name} has no stage, so nothing can be served.`);
      const listener = createGateway({
        api,
        stage,
        functions: control.services.functions,
        logs,
        hostNames: HOST_NAMES,
      });
      return { api, listener };
    });
  const stop = async () => {
    await Promise.all(
      servers.map(({ server }) => {
        const closed = new Promise((resolve) => server.close(resolve));
        server.closeAllConnections();
        return closed;
      }),
    );
  };
  try {
    for (const { api, listener } of gateways()) {
      const server = gatewayServer(listener);
      const taken = await listen(server, control.services.publicUrls.portOf(api.id));
      const url = `http://127.0.0.1:${taken}`;
      servers.push({ name: api.name, server, listener });
      urls[api.name] = url;
    }
  } catch (error) {
    await stop();
    throw error;
  }
  const swap = async (change: () => Promise<void>) => {
    const held: (() => void)[] = [];
    for (const { server } of servers) {
      listenWith(server, (request, response) => held.push(() => server.emit('request', request, response)));
    }
    try {
      await change();
      for (const { api, listener } of gateways()) {
        const served = servers.find(({ name }) => name === api.name);
        if (!served) throw new StartError(`The REST API ${api.name} is new; start again to serve it.`);
        served.listener = listener;
      }
    } finally {
      for (const { server, listener } of servers) listenWith(server, listener);
      for (const release of held) release();
    }
  };
  return { urls, swap, stop };
}

function listenWith(server: Server, listener: RequestListener): void {
  server.removeAllListeners('request');
  server.on('request', listener);
}
