import type { Server } from 'node:http';
import type { Control } from '../control.ts';
import type { Logs } from '../log.ts';
import { listen } from '../process/ports.ts';
import { StartError } from '../start-error.ts';
import { createGateway } from './server.ts';

/** Names by which a person reaches this machine's loopback. */
const HOST_NAMES = ['127.0.0.1', 'localhost', '[::1]'];

export type ServedApis = {
  /** Name of the API → its URL. */
  urls: Record<string, string>;
  /** Serves what the last deployment made, under the same URLs. */
  reload(): void;
  stop(): Promise<void>;
};

/** Serves the first stage of each REST API at the root of a port of its own; the first API gets `port`. */
export async function serveApis({
  control,
  port,
  logs,
}: {
  control: Control;
  port: number;
  logs: Logs;
}): Promise<ServedApis> {
  const servers: { server: Server; name: string }[] = [];
  const urls: Record<string, string> = {};
  const gateways = () =>
    control.apis.all().map((api) => {
      const [stage] = api.stages.values();
      if (!stage) throw new StartError(`The REST API ${api.name} has no stage, so nothing can be served.`);
      return {
        name: api.name,
        server: createGateway({ api, stage, functions: control.functions, logs, hostNames: HOST_NAMES }),
      };
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
    for (const { name, server } of gateways()) {
      const taken = await listen(server, servers.length === 0 ? port : 0);
      servers.push({ name, server });
      urls[name] = `http://127.0.0.1:${taken}`;
    }
  } catch (error) {
    await stop();
    throw error;
  }
  const reload = () => {
    for (const { name, server } of gateways()) {
      const running = servers.find((one) => one.name === name)?.server;
      const [handler] = server.listeners('request');
      if (!running || typeof handler !== 'function') continue;
      running.removeAllListeners('request');
      running.on('request', (request, response) => handler(request, response));
    }
  };
  return { urls, reload, stop };
}
