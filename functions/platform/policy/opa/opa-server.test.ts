import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { policyRequest, tool } from '../../../../test/support/policies.ts';
import { opaServerEngine } from './opa-server.ts';

interface Asked {
  method: string | undefined;
  url: string | undefined;
  authorization: string | undefined;
  body: { input: ReturnType<typeof policyRequest> };
}

let server: Server;
let url: string;
let asked: Asked[];
let answer: (request: Asked) => { status: number; body: string } | undefined;
beforeAll(async () => {
  server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const { method, url: path, headers } = request;
    const body = JSON.parse(Buffer.concat(chunks).toString()) as Asked['body'];
    const mine = { method, url: path, authorization: headers.authorization, body };
    asked.push(mine);
    const given = answer(mine);
    // Without an answer the connection stays open, as one to a server that hangs.
    if (given) response.writeHead(given.status, { 'content-type': 'application/json' }).end(given.body);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});
beforeEach(() => {
  asked = [];
});

const engine = (options: { timeoutMs?: number; token?: () => Promise<string>; url?: string } = {}) =>
  opaServerEngine({ url, path: 'manifold/authz/decision', timeoutMs: 5_000, fetch, ...options });
const ok = (result: unknown) => () => ({ status: 200, body: JSON.stringify({ result }) });

describe('an OPA server', () => {
  it('is asked for the document with the request as input', async () => {
    answer = ok(true);
    const request = policyRequest({ arguments: { secret: 'x' } });
    expect(await engine({ token: async () => 'opa-token' }).decide(request)).toMatchObject({
      effect: 'allow',
      errors: [],
    });
    expect(asked).toEqual([
      {
        method: 'POST',
        url: '/v1/data/manifold/authz/decision',
        authorization: 'Bearer opa-token',
        body: { input: { ...request, arguments: {} } },
      },
    ]);
  });

  it.each([
    [true, 'allow'],
    [false, 'deny'],
    [{ allow: true, reasons: ['yes'] }, 'allow'],
    [{ allow: true, effect: 'requires-approval' }, 'requires-approval'],
    [{ allow: false, reasons: ['no'] }, 'deny'],
    [{}, 'deny'],
    [undefined, 'deny'],
  ])('answering %j decides %s', async (result, effect) => {
    answer = ok(result);
    expect(await engine().decide(policyRequest())).toMatchObject({ effect, errors: [] });
  });

  it.each<[string, typeof answer]>([
    ['a text', ok('allow')],
    ['a list', ok([true])],
    ['an unknown effect', ok({ effect: 'ALLOW' })],
    ['no JSON', () => ({ status: 200, body: 'true' })],
    ['broken JSON', () => ({ status: 200, body: '{"result":' })],
    ['an error', () => ({ status: 500, body: '{"result": true}' })],
    ['a redirect', () => ({ status: 302, body: '{"result": true}' })],
  ])('that answers with %s denies, with the fault', async (_what, given) => {
    answer = given;
    const decision = await engine().decide(policyRequest());
    expect(decision).toMatchObject({ effect: 'deny', errors: [expect.any(String)] });
  });

  it('that hangs or is not there denies, with the fault', async () => {
    answer = () => undefined;
    expect(await engine({ timeoutMs: 50 }).decide(policyRequest())).toMatchObject({
      effect: 'deny',
      errors: [expect.stringContaining('timeout')],
    });
    expect(await engine({ url: 'http://127.0.0.1:1' }).decide(policyRequest())).toMatchObject({
      effect: 'deny',
      errors: [expect.stringContaining('did not answer')],
    });
  });

  it('filters lists by what may be listed, in order, whatever comes back first', async () => {
    answer = ({ body }) => ok(body.input.resource.name.endsWith('1'))();
    const { principal, context } = policyRequest();
    const resources = Array.from({ length: 40 }, (_, index) => tool(`tool${index}`));
    const visible = await engine().visible({ principal, context, resources });
    expect(resources.filter((_, index) => visible[index]).map(({ name }) => name)).toEqual([
      'tool1',
      'tool11',
      'tool21',
      'tool31',
    ]);
    expect(asked.every(({ body }) => body.input.action === 'tools:list')).toBe(true);
  });
});
