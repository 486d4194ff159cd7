import { gunzipSync } from 'node:zlib';
import { describe, expect, it } from '@jest/globals';
import { compressed } from './compression.ts';

const LONG = { tools: Array.from({ length: 200 }, (_, index) => ({ name: `tool-${index}`, title: 'A tool' })) };
const asking = (encoding?: string) => ({
  headers: new Headers(encoding === undefined ? {} : { 'accept-encoding': encoding }),
});
const encodingOf = async (response: Response, asked?: string) =>
  (await compressed(response, asking(asked))).headers.get('content-encoding');

describe('a JSON answer', () => {
  it('is compressed for a client that accepts gzip, and stays the same answer', async () => {
    const response = await compressed(
      Response.json(LONG, { status: 400, headers: { vary: 'Origin', 'x-other': '1' } }),
      asking('gzip, deflate, br'),
    );
    expect(response.status).toBe(400);
    expect(Object.fromEntries(response.headers)).toMatchObject({
      'content-type': 'application/json',
      'content-encoding': 'gzip',
      vary: 'Origin, Accept-Encoding',
      'x-other': '1',
    });
    const bytes = Buffer.from(await response.arrayBuffer());
    expect(bytes.length).toBeLessThan(JSON.stringify(LONG).length / 4);
    expect(JSON.parse(gunzipSync(bytes).toString())).toEqual(LONG);
  });

  it.each([
    ['gzip', 'gzip'],
    ['br;q=1.0, GZIP;q=0.5', 'gzip'],
    ['gzip;q=0.001', 'gzip'],
    ['gzip;q=0', null],
    ['gzip; q=0.000', null],
    ['br, deflate', null],
    ['gzippy', null],
    ['identity', null],
    [undefined, null],
  ])('for a client that sends Accept-Encoding: %s has the encoding %s', async (asked, encoding) => {
    expect(await encodingOf(Response.json(LONG), asked)).toBe(encoding);
  });

  it('that is short stays as it is, and says that its form depends on the client', async () => {
    const response = await compressed(Response.json({ ok: true }), asking('gzip'));
    expect([response.headers.get('content-encoding'), response.headers.get('vary')]).toEqual([null, 'Accept-Encoding']);
    expect(await response.json()).toEqual({ ok: true });
  });

  it('that is compressed already is not compressed again', async () => {
    const response = Response.json(LONG, { headers: { 'content-encoding': 'br' } });
    expect(await compressed(response, asking('gzip'))).toBe(response);
  });
});

describe('any other answer', () => {
  it.each(['text/event-stream', 'text/html; charset=utf-8'])('of the type %s stays as it is', async (type) => {
    const response = new Response('x'.repeat(10_000), { headers: { 'content-type': type } });
    expect(await compressed(response, asking('gzip'))).toBe(response);
  });

  it('without a body stays as it is', async () => {
    const response = new Response(null, { status: 202 });
    expect(await compressed(response, asking('gzip'))).toBe(response);
  });
});
