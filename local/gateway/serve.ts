import type { RequestListener, Server } from 'node:http';
import type { Control } from '../control/control.ts';
import type { Logs } from '../log.ts';
import { listen } from '../process/ports.ts';
import { StartError } from '../start-error.ts';
import type { UrlForm } from './public-urls.ts';
import { createGateway, gatewayServer } from './server.ts';

/** Names by which a person reaches this machine's loopback. */
const HOST_NAMES = ['127.0.0.1', 'localhost', '[::1]'];

export type ServedApis = {
  /** Name of the API → the URL that functions and answers name. */
  urls: Record<string, string>;
  /** Holds requests while `change` deploys, then serves what it made, under the same URLs. */
  swap(change: () => Promise<void>): Promise<void>;
  stop(): Promise<void>;
};

const FORMS: readonly UrlForm[] = ['domain', 'stage'];

/**
 * Serves the first stage of each REST API twice: at the root of one port, as a custom domain does, and below `/<stage>`
 * of another, as the name that AWS gives does; there every other path is refused.
 */
export async function serveApis({ control, logs }: { control: Control; logs: Logs }): Promise<ServedApis> {
  const { functions, publicUrls } = control.services;
  const servers: { name: string; server: Server; listener: RequestListener }[] = [];
  const urls: Record<string, string> = {};
  const gateways = () =>
    control.deployment.apis.all().flatMap((api) => {
      const [stage] = api.stages.values();
      if (!stage) throw new StartError(`The REST API ${api.name} has no stage, so nothing can be served.`);
      return FORMS.map((form) => {
        const basePath = form === 'stage' ? `/${stage.name}` : '';
        const listener = createGateway({ api, stage, functions, logs, hostNames: HOST_NAMES, basePath });
        return { name: `${api.name} ${form}`, api, stage, port: publicUrls.portOf(api.id, form), listener };
      });
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
    for (const { name, api, stage, port, listener } of gateways()) {
      const server = gatewayServer(listener);
      await listen(server, port);
      servers.push({ name, server, listener });
      urls[api.name] = publicUrls.urlOf(api.id, stage.name);
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
      for (const { name, api, listener } of gateways()) {
        const served = servers.find((one) => one.name === name);
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
