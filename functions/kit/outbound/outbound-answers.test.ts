import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from '@jest/globals';
import { MAX_RESPONSE_BYTES } from '../../core/egress/bounded-response.ts';
import { outboundFetch } from './outbound.ts';

let server: Server;
afterEach(async () => {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

async function ask(listener: RequestListener, init?: RequestInit): Promise<Response> {
  server = createServer(listener);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  const fetch = outboundFetch([host], {});
  return fetch(`http://${host}/x`, init, { correlationId: 'test' });
}

describe('the answer of a provider', () => {
  it('is returned unchanged', async () => {
    const answer = await ask((_request, response) => response.writeHead(201, { 'x-kept': 'yes' }).end('{"a":1}'));
    expect(answer).toMatchObject({ status: 201, ok: true, url: expect.stringMatching(/\/x$/) });
    expect(answer.headers.get('x-kept')).toBe('yes');
    expect(await answer.json()).toEqual({ a: 1 });
  });

  it('may have no body', async () => {
    const answer = await ask((_request, response) => response.writeHead(204).end());
    expect(answer.status).toBe(204);
    expect(await answer.text()).toBe('');
  });

  it('is reported as a dropped connection if it breaks off', async () => {
    const answer = await ask((_request, response) => {
      response.writeHead(200, { 'content-length': 100 });
      response.write('{"a"', () => response.destroy());
    });
    await expect(answer.json()).rejects.toMatchObject({ code: 'E4001', retryable: true });
  });

  it('is not read to its end if it is too large', async () => {
    const gone = Promise.withResolvers<void>();
    const lump = Buffer.alloc(1024 * 1024);
    const answer = await ask((_request, response) => {
      const pour = (): void => {
        if (!response.destroyed) response.write(lump, pour);
      };
      response.once('close', () => gone.resolve());
      pour();
    });
    await expect(answer.text()).rejects.toMatchObject({
      code: 'E4004',
      message: expect.stringContaining(`${MAX_RESPONSE_BYTES / 1024 / 1024} MB`),
    });
    await gone.promise;
  });

  it.each(['null', ' \n null\n'])('is refused if it is %j with a status of success', async (body) => {
    const type = { 'content-type': 'application/json; charset=utf-8' };
    const answer = await ask((_request, response) => response.writeHead(200, type).end(body));
    await expect(answer.json()).rejects.toMatchObject({ code: 'E4004' });
  });

  it.each([
    ['null with a status of failure', 404, 'application/json', 'null'],
    ['null that is not JSON', 200, 'text/plain', 'null'],
    ['another value', 200, 'application/json', '"null"'],
    ['a list', 200, 'application/json', '[null]'],
  ])('may be %s', async (_what, status, type, body) => {
    const answer = await ask((_request, response) => response.writeHead(status, { 'content-type': type }).end(body));
    expect(await answer.text()).toBe(body);
  });

  it('is refused if it is nested 200,000 levels deep, and not read to its end', async () => {
    const gone = Promise.withResolvers<void>();
    const answer = await ask((_request, response) => {
      response.once('close', () => gone.resolve());
      response.writeHead(200, { 'content-type': 'text/plain' }).write('['.repeat(200_000));
    });
    await expect(answer.text()).rejects.toMatchObject({ code: 'E4004', message: expect.stringContaining('too deep') });
    await gone.promise;
  });

  it('is abandoned if the caller no longer waits', async () => {
    const gone = Promise.withResolvers<void>();
    const answer = await ask((_request, response) => {
      response.once('close', () => gone.resolve());
      response.write('{');
    });
    await answer.body?.cancel();
    await gone.promise;
  });
});
