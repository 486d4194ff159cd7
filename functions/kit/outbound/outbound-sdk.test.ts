import type { LookupAddress } from 'node:dns';
import http from 'node:http';
import https from 'node:https';
import type { AddressInfo } from 'node:net';
import { urlToHttpOptions } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { Resolve } from '../../core/egress/egress-guard.ts';
import { openOutbound } from './outbound.ts';

let server: http.Server;
let port: number;
let connections: number;
let hosts: (string | undefined)[];
beforeEach(async () => {
  connections = 0;
  hosts = [];
  server = http.createServer((request, response) => {
    hosts.push(request.headers.host);
    if (request.url?.startsWith('/to/')) {
      response.writeHead(302, { location: `http://${request.url.slice('/to/'.length)}:${port}/` });
    }
    response.end('ok');
  });
  server.on('connection', () => {
    connections += 1;
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  port = (server.address() as AddressInfo).port;
});
afterEach(() => {
  server.closeAllConnections();
  server.close();
});

/** Every name leads to the test's server. */
const toServer: Resolve = (_hostname, _options, callback) => {
  const addresses: LookupAddress[] = [{ address: '127.0.0.1', family: 4 }];
  callback(null, addresses);
};

/** A provider's SDK as they come: takes an agent, follows redirects by itself as axios does. */
function sdkGet(url: string | http.RequestOptions, agent: http.Agent): Promise<string> {
  const client = agent instanceof https.Agent ? https : http;
  return new Promise((done, fail) => {
    const options = typeof url === 'string' ? urlToHttpOptions(new URL(url)) : url;
    client
      .get({ ...options, agent }, (response) => {
        const { location } = response.headers;
        response.resume();
        if (location) sdkGet(location, agent).then(done, fail);
        else response.on('end', () => done(`${response.statusCode}`));
      })
      .on('error', fail);
  });
}

const open = () =>
  openOutbound(
    [`private:provider.example:${port}`, 'public.example', `public.example:${port}`, '*.files.example'],
    {},
    { resolve: toServer },
  );
const context = { correlationId: 'c', traceparent: undefined };
const refused = { code: 'E5001', name: 'ManifoldError' };

describe('an SDK that is given the agents', () => {
  it('reaches the provider at the address that was checked', async () => {
    expect(await sdkGet(`http://provider.example:${port}/`, open().agents.http)).toBe('200');
    expect(hosts).toEqual([`provider.example:${port}`]);
  });

  it.each(['other.example', '127.0.0.1', '[::1]', '169.254.169.254', 'localhost', '0x7f.1'])(
    'cannot reach %s, which is not declared',
    async (host) => {
      const { agents } = open();
      await expect(sdkGet({ host, port, path: '/' }, agents.http)).rejects.toMatchObject(refused);
      await expect(sdkGet({ host, port, path: '/' }, agents.https)).rejects.toMatchObject(refused);
      expect(connections).toBe(0);
    },
  );

  it('cannot reach a declared name that resolves to a private address', async () => {
    const { agents } = open();
    await expect(sdkGet(`http://public.example:${port}/`, agents.http)).rejects.toMatchObject(refused);
    await expect(sdkGet('https://public.example/', agents.https)).rejects.toMatchObject(refused);
    await expect(sdkGet('https://a.files.example/', agents.https)).rejects.toMatchObject(refused);
    expect(connections).toBe(0);
  });

  it('cannot follow a redirect to a host that is not declared', async () => {
    const { agents } = open();
    await expect(sdkGet(`http://provider.example:${port}/to/other.example`, agents.http)).rejects.toMatchObject(
      refused,
    );
    await expect(sdkGet(`http://provider.example:${port}/to/127.0.0.1`, agents.http)).rejects.toMatchObject(refused);
    expect(await sdkGet(`http://provider.example:${port}/to/provider.example`, agents.http)).toBe('200');
    expect(hosts).toEqual(Array.from({ length: 4 }, () => `provider.example:${port}`));
  });

  it('cannot use its own resolver', async () => {
    const lookup: http.ClientRequestArgs['lookup'] = (_hostname, _options, callback) => callback(null, '127.0.0.1', 4);
    const request = { host: 'public.example', port, path: '/', lookup };
    await expect(sdkGet(request, open().agents.http)).rejects.toMatchObject(refused);
    expect(connections).toBe(0);
  });

  it('cannot open a Unix socket', async () => {
    const request = { host: 'public.example', socketPath: 'docker.sock', path: '/' };
    await expect(sdkGet(request, open().agents.http)).rejects.toMatchObject(refused);
  });
});

describe('the dispatcher of a family', () => {
  it('reaches a private host that the manifest names', async () => {
    expect((await open().fetch(`http://provider.example:${port}/`, undefined, context)).status).toBe(200);
    expect(hosts).toEqual([`provider.example:${port}`]);
  });

  it('connects to the address that was checked, even if the name resolves to another one later', async () => {
    const answers = ['127.0.0.1', '169.254.169.254', '10.0.0.1'];
    const asked: string[] = [];
    const rebinding: Resolve = (hostname, _options, callback) => {
      asked.push(hostname);
      callback(null, [{ address: answers[asked.length - 1] ?? '10.0.0.1', family: 4 }]);
    };
    const { agents } = openOutbound([`private:provider.example:${port}`], {}, { resolve: rebinding });
    expect(await sdkGet(`http://provider.example:${port}/`, agents.http)).toBe('200');
    expect(asked).toEqual(['provider.example']);
    expect(connections).toBe(1);
    agents.http.destroy();
    await expect(sdkGet(`http://provider.example:${port}/`, agents.http)).rejects.toMatchObject(refused);
    expect(asked).toHaveLength(2);
  });

  it.each([
    ['a password in the URL', (at: string) => `http://user:pass@${at}/`],
    ['a name in the URL', (at: string) => `http://user@${at}/`],
    ['a file', () => 'file:///etc/hosts'],
    ['data', () => 'data:text/plain,hello'],
    ['another protocol', (at: string) => `ftp://${at}/`],
    ['a WebSocket', (at: string) => `ws://${at}/`],
  ])('refuses %s', async (_what, urlAt) => {
    const asked = open().fetch(urlAt(`provider.example:${port}`), undefined, context);
    await expect(asked).rejects.toMatchObject(refused);
    expect(connections).toBe(0);
  });
});
