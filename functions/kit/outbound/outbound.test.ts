import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { outboundFetch } from './outbound.ts';

let server: Server;
let url: string;
let seen: { traceparent: string | undefined; path: string }[];
beforeEach(async () => {
  seen = [];
  server = createServer((request, response) => {
    seen.push({ traceparent: request.headers.traceparent as string | undefined, path: request.url ?? '' });
    if (request.url === '/drop') return request.destroy();
    if (request.url === '/elsewhere') return response.writeHead(302, { location: 'http://127.0.0.1:1/' }).end();
    response.end('ok');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterEach(() => {
  server.close();
});
const context = { correlationId: 'c', traceparent: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01' };

describe('the fetch of a family', () => {
  it('reaches the host of a declared setting, with the trace of the caller', async () => {
    const outbound = outboundFetch(['setting:BASE'], { BASE: `${url}/v1` });
    expect(await (await outbound(`${url}/x`, undefined, context)).text()).toBe('ok');
    expect(seen).toEqual([{ traceparent: context.traceparent, path: '/x' }]);
  });

  it('refuses a host that is not declared, before anything is sent', async () => {
    const outbound = outboundFetch(['api.example.com'], {});
    await expect(outbound(`${url}/x`, undefined, context)).rejects.toMatchObject({ code: 'E5001' });
    expect(seen).toEqual([]);
  });

  it('does not follow a redirect', async () => {
    const outbound = outboundFetch(['setting:BASE'], { BASE: url });
    expect((await outbound(`${url}/elsewhere`, undefined, context)).status).toBe(302);
  });

  it('says that a provider dropped the connection', async () => {
    const outbound = outboundFetch(['setting:BASE'], { BASE: url });
    await expect(outbound(`${url}/drop`, undefined, context)).rejects.toMatchObject({ code: 'E4001', retryable: true });
  });
});
