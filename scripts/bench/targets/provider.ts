import { setTimeout as pause } from 'node:timers/promises';
import { listenAndPrintUrl } from './listen.ts';

/**
 * A provider: answers `GET /records/<key>?waitMs=<n>` after that time. `POST /faults/<percent>` makes that share of the
 * requests that follow fail, every other one by a broken connection, evenly spread: each run fails the same ones. It
 * answers with what came since the last time.
 */
let percent = 0;
let requests = 0;
let faults = 0;

listenAndPrintUrl(async (request, response) => {
  const url = new URL(request.url ?? '/', 'http://provider');
  const [, what, value = ''] = url.pathname.split('/');
  if (what === 'faults') {
    response.end(JSON.stringify({ requests, faults }));
    [percent, requests, faults] = [Number(value), 0, 0];
    return;
  }
  requests += 1;
  await pause(Number(url.searchParams.get('waitMs') ?? 0));
  if (Math.floor((requests * percent) / 100) > faults) {
    faults += 1;
    if (faults % 2 === 0) request.socket.destroy();
    else response.writeHead(503).end();
    return;
  }
  response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify({ record: value }));
});
