/**
 * tls.test.ts runs this in a separate process, in which Node trusts an authority that the test has made. It lets the guarded
 * ways out call servers with different wrong certificates under invented names. It prints, as JSON, the result of each call
 * and the number of requests that the servers received.
 */
import { readFileSync } from 'node:fs';
import { createServer, get } from 'node:https';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import type { Resolve } from '../../functions/core/egress/egress-guard.ts';
import { openOutbound } from '../../functions/kit/outbound/outbound.ts';

const [folder = '', ...names] = process.argv.slice(2);
const resolve: Resolve = (_hostname, _options, callback) => callback(null, [{ address: '127.0.0.1', family: 4 }]);

const report: Record<string, unknown> = {};
for (const name of names) {
  let requests = 0;
  const server = createServer(
    { key: readFileSync(join(folder, `${name}.key`)), cert: readFileSync(join(folder, `${name}.pem`)) },
    (_request, response) => {
      requests += 1;
      response.end('{}');
    },
  );
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const { port } = server.address() as AddressInfo;
  const { fetch, agents } = openOutbound([`private:provider.example:${port}`], {}, { resolve });
  const headers = { authorization: 'Bearer secret' };
  const byFetch = await fetch(`https://provider.example:${port}/`, { headers }, { correlationId: 'c' }).then(
    (response) => String(response.status),
    (thrown) => `${thrown.code}`,
  );
  const byAgent = await new Promise<string>((done) => {
    get({ host: 'provider.example', port, path: '/', headers, agent: agents.https }, (response) =>
      done(String(response.resume().statusCode)),
    ).on('error', () => done('refused'));
  });
  server.closeAllConnections();
  server.close();
  report[name] = { byFetch, byAgent, requests };
}
console.log(JSON.stringify(report));
process.exit(0);
