import { createServer, get, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { ManifoldError } from '../../core/errors/manifold-error.ts';
import type { Breakers, Verdict } from '../breaker/breaker.ts';
import { inCallScope } from '../breaker/call-scope.ts';
import { openOutbound } from './outbound.ts';

/** A provider that answers with the status its path names, or drops the connection; `/slow` it never answers. */
let provider: Server;
let host = '';
let arrived: string[] = [];
beforeAll(async () => {
  provider = createServer(({ url = '' }, response) => {
    arrived.push(url);
    if (url === '/drop') response.destroy();
    else if (url !== '/slow') response.writeHead(Number(url.slice(1))).end('{}');
  });
  await new Promise<void>((resolve) => provider.listen(0, '127.0.0.1', resolve));
  host = `127.0.0.1:${(provider.address() as AddressInfo).port}`;
});
afterAll(() => {
  provider.close();
  provider.closeAllConnections();
});

let verdicts: Verdict[] = [];
let open = false;
let heard = Promise.withResolvers<void>();
const breakers: Breakers = {
  async admit(asked, pass) {
    if (open && pass !== 'always') throw new ManifoldError('E4005', `${asked} is down.`);
    return async (verdict) => {
      verdicts.push(verdict);
      heard.resolve();
    };
  },
};
const context = { correlationId: 'c' };
const outbound = () => openOutbound([host], {}, { breakers });
const fetchPath = (path: string, signal?: AbortSignal) =>
  outbound().fetch(`http://${host}${path}`, signal ? { signal } : {}, context);
/** As an SDK does: `http.get` with the agent that it was given. */
const getPath = (path: string, signal?: AbortSignal) =>
  new Promise<number | undefined>((resolve, reject) => {
    const options = { agent: outbound().agents.http, ...(signal ? { signal } : {}) };
    const request = get(`http://${host}${path}`, options, (response) => {
      response.resume().on('end', () => resolve(response.statusCode));
    });
    request.on('error', reject);
  });

beforeEach(() => {
  verdicts = [];
  arrived = [];
  open = false;
  heard = Promise.withResolvers();
});

describe.each([
  ['fetch', fetchPath],
  ['the agents of SDKs', getPath],
])('the circuit breaker, for requests through %s', (_way, send) => {
  it.each([
    ['/200', 'success'],
    ['/404', 'success'],
    ['/429', 'success'],
    ['/500', 'failure'],
    ['/503', 'failure'],
    ['/drop', 'failure'],
  ])('counts %s as a %s of the provider', async (path, verdict) => {
    await send(path).catch(() => undefined);
    await heard.promise;
    expect(verdicts).toEqual([verdict]);
  });

  it('does not count a request that the caller cancels', async () => {
    const controller = new AbortController();
    const sent = send('/slow', controller.signal);
    controller.abort(new ManifoldError('E3005', 'Cancelled.'));
    await expect(sent).rejects.toThrow();
    await heard.promise;
    expect(verdicts).toEqual(['neutral']);
  });

  it('sends nothing to a provider that is known to be down', async () => {
    open = true;
    await expect(send('/200')).rejects.toMatchObject({ code: 'E4005' });
    expect(arrived).toEqual([]);
  });

  it('does not break off a call with an idempotency record that has begun', async () => {
    await inCallScope({ claimed: true }, async () => {
      await send('/200');
      open = true;
      await send('/201');
    });
    expect(arrived).toEqual(['/200', '/201']);
  });

  it('breaks off any other call that has begun', async () => {
    await inCallScope({ claimed: false }, async () => {
      await send('/200');
      open = true;
      await expect(send('/201')).rejects.toMatchObject({ code: 'E4005' });
    });
  });
});

it('counts a request that ran out of time as a failure of the provider', async () => {
  const signal = AbortSignal.timeout(50);
  await expect(fetchPath('/slow', signal)).rejects.toMatchObject({ code: 'E4002' });
  expect(verdicts).toEqual(['failure']);
});

it('counts the deadline of a call as a failure of the provider, unless the caller left less time than the tool may take', async () => {
  const late = async () => {
    const signal = AbortSignal.abort(new ManifoldError('E3004', 'Too late.'));
    await expect(fetchPath('/slow', signal)).rejects.toMatchObject({ code: 'E3004' });
  };
  await inCallScope({ claimed: false }, late);
  await inCallScope({ claimed: false, hurried: true }, late);
  expect(verdicts).toEqual(['failure', 'neutral']);
});

it('does not count late answers of a provider that is known to be slow, but failures of any other kind', async () => {
  await inCallScope({ claimed: false, patient: true }, async () => {
    const late = AbortSignal.abort(new ManifoldError('E3004', 'Too late.'));
    await expect(fetchPath('/slow', late)).rejects.toMatchObject({ code: 'E3004' });
    await expect(fetchPath('/slow', AbortSignal.timeout(20))).rejects.toMatchObject({ code: 'E4002' });
    for (const path of ['/504', '/503', '/drop']) await fetchPath(path).catch(() => undefined);
  });
  expect(verdicts).toEqual(['neutral', 'neutral', 'neutral', 'failure', 'failure']);
});
