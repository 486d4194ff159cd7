/**
 * default-egress.test.ts runs this in a separate process. It makes the guarded ways out the default ones, and lets the kinds
 * of HTTP clients that SDKs use call a server on loopback under invented names. It prints, as JSON, the result of each
 * client and the requests that the server received.
 */
import http from 'node:http';
import https from 'node:https';
import type { AddressInfo } from 'node:net';
import type { Resolve } from '../../functions/core/egress/egress-guard.ts';
import { useByDefault } from '../../functions/kit/outbound/default-egress.ts';
import { openOutbound } from '../../functions/kit/outbound/outbound.ts';

const seen: string[] = [];
const server = http.createServer((request, response) => {
  seen.push(`${request.headers.host?.split(':')[0]}${request.url}`);
  if (request.url === '/away') response.writeHead(302, { location: `http://undeclared.example:${port}/` });
  response.end('ok');
});
await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
const { port } = server.address() as AddressInfo;

const toServer: Resolve = (_hostname, _options, callback) => callback(null, [{ address: '127.0.0.1', family: 4 }]);
const outbound = openOutbound(
  [`private:provider.example:${port}`, `public.example:${port}`],
  {},
  { resolve: toServer },
);
useByDefault(outbound);

/** Code of the platform's error, however deep an SDK buries it; or the status of the answer. */
async function outcomeOf(work: Promise<number>): Promise<string> {
  try {
    return String(await work);
  } catch (thrown) {
    for (let error = thrown; error instanceof Error; error = error.cause) {
      if (error.name === 'ManifoldError') return String(Reflect.get(error, 'code'));
    }
    return String(thrown);
  }
}

const byFetch = async (url: string) => (await fetch(url)).status;
const byModule = (client: typeof http | typeof https, host: string) =>
  new Promise<number>((done, fail) => {
    client.get({ host, port, path: '/' }, (response) => done(response.resume().statusCode ?? 0)).on('error', fail);
  });
const byFamily = async (host: string) =>
  (await outbound.fetch(`http://${host}:${port}/`, undefined, { correlationId: 'c' })).status;
const bySocket = (host: string) =>
  new Promise<number>((done) => {
    const socket = new WebSocket(`ws://${host}:${port}/`);
    socket.onopen = () => done(101);
    socket.onerror = () => done(0);
  });

const outcomes = {
  'fetch, declared': await outcomeOf(byFetch(`http://provider.example:${port}/`)),
  'fetch, undeclared': await outcomeOf(byFetch(`http://undeclared.example:${port}/`)),
  'fetch, leads inside': await outcomeOf(byFetch(`http://public.example:${port}/`)),
  'fetch, loopback': await outcomeOf(byFetch(`http://127.0.0.1:${port}/`)),
  'fetch, metadata': await outcomeOf(byFetch('http://169.254.169.254/latest/meta-data/')),
  'fetch, redirected away': await outcomeOf(byFetch(`http://provider.example:${port}/away`)),
  'http, declared': await outcomeOf(byModule(http, 'provider.example')),
  'http, undeclared': await outcomeOf(byModule(http, 'undeclared.example')),
  'http, leads inside': await outcomeOf(byModule(http, 'public.example')),
  'https, undeclared': await outcomeOf(byModule(https, 'undeclared.example')),
  'https, leads inside': await outcomeOf(byModule(https, 'public.example')),
  'WebSocket, undeclared': await outcomeOf(bySocket('undeclared.example')),
  'family, declared': await outcomeOf(byFamily('provider.example')),
  'family, undeclared': await outcomeOf(byFamily('undeclared.example')),
  'family, leads inside': await outcomeOf(byFamily('public.example')),
};
server.closeAllConnections();
server.close();
console.log(JSON.stringify({ outcomes, seen }));
