import { request } from 'node:http';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Resource } from '../assembly/template.ts';
import { TestApi } from '../testing/api.ts';
import { lambda, role } from '../testing/assembly.ts';
import { TestCloud } from '../testing/cloud.ts';

const ECHO = `
let calls = 0;
export const handler = async (event) => {
  calls += 1;
  if (event.path === '/bad') return 'not a proxy answer';
  if (event.path === '/slow') await new Promise((resolve) => setTimeout(resolve, 5000));
  return {
    statusCode: 201,
    headers: { 'WWW-Authenticate': 'Bearer', 'X-One': '1' },
    multiValueHeaders: { 'Set-Cookie': ['a=1', 'b=2'] },
    body: JSON.stringify({ event, calls }),
  };
};`;
const STREAM = `
export const handler = awslambda.streamifyResponse(async (event, raw) => {
  if (event.path === '/stream/throw') throw new Error('before the first byte');
  const stream = awslambda.HttpResponseStream.from(raw, { statusCode: 202, headers: { 'content-type': 'text/plain', 'www-authenticate': 'x' }, cookies: ['c=3'] });
  stream.write('first ');
  await new Promise((resolve) => setTimeout(resolve, 150));
  stream.write('second');
  stream.end();
});`;
const AUTHORIZER = `
let calls = 0;
export const handler = async ({ methodArn, headers }) => {
  const token = headers.Authorization ?? headers.authorization ?? 'deny';
  calls += 1;
  if (token === 'unknown') throw new Error('Unauthorized');
  if (token === 'crash') throw new Error('boom');
  const Effect = token === 'deny' ? 'Deny' : 'Allow';
  const Resource = token === 'elsewhere' ? methodArn + '/other' : methodArn.split('/').slice(0, 2).join('/') + '/*';
  const context = token === 'nested' ? { deep: {} } : { tenant: 'dev', calls, challenge: 'Bearer for ' + methodArn.split('/').at(-1) };
  return { principalId: 'me', policyDocument: { Version: '2012-10-17', Statement: [{ Effect, Action: 'execute-api:Invoke', Resource }] }, context };
};`;

const mock = {
  Type: 'MOCK',
  RequestTemplates: { 'application/json': '{"statusCode": 405}' },
  IntegrationResponses: [
    {
      StatusCode: '405',
      ResponseParameters: { 'method.response.header.Allow': "'POST'" },
      ResponseTemplates: { 'application/json': '{"id":"$context.requestId"}' },
    },
  ],
};
const api = new TestApi()
  .authorizer('Auth', 'Authorizer')
  .authorizer('Always', 'Authorizer', { IdentitySource: undefined, AuthorizerResultTtlInSeconds: 0 })
  .method('POST', '/open/{id}', { target: 'Echo' })
  .method('GET', '/open/fixed', { target: 'Echo' })
  .method('GET', '/files/{rest+}', { target: 'Echo' })
  .method('GET', '/guarded', { target: 'Echo', authorizer: 'Auth' })
  .method('GET', '/always/{id}', { target: 'Echo', authorizer: 'Always' })
  .method('GET', '/bad', { target: 'Echo' })
  .method('GET', '/slow', { target: 'Echo', timeoutMs: 100 })
  .method('GET', '/unpermitted', { target: 'Echo', permitted: false })
  .method('GET', '/stream', { target: 'Stream', transfer: 'STREAM' })
  .method('GET', '/stream/throw', { target: 'Stream', transfer: 'STREAM' })
  .method('GET', '/mock', { integration: mock })
  .method('ANY', '/open/{id}', { target: 'Echo' });

const resources: Record<string, Resource> = {
  Role: role(),
  Echo: lambda('Echo', ECHO, 'Role'),
  Stream: lambda('Stream', STREAM, 'Role'),
  Authorizer: lambda('Authorizer', AUTHORIZER, 'Role'),
  ...api.resources,
  Denied: {
    Type: 'AWS::ApiGateway::GatewayResponse',
    Properties: {
      RestApiId: { Ref: 'Api' },
      ResponseType: 'UNAUTHORIZED',
      ResponseParameters: {
        'gatewayresponse.header.Access-Control-Allow-Origin': 'method.request.header.Origin',
        'gatewayresponse.header.WWW-Authenticate': {
          'Fn::Join': [
            '',
            [
              '\'Bearer resource_metadata="https://',
              { Ref: 'Api' },
              '.execute-api.us-east-1.amazonaws.com/live/meta"\'',
            ],
          ],
        },
      },
      ResponseTemplates: {
        'application/json': '{"code":"E1001","id":"$context.requestId","type":"$context.error.responseType"}',
      },
    },
  },
};
resources.Forbidden = {
  Type: 'AWS::ApiGateway::GatewayResponse',
  Properties: {
    RestApiId: { Ref: 'Api' },
    ResponseType: 'ACCESS_DENIED',
    ResponseParameters: { 'gatewayresponse.header.WWW-Authenticate': 'context.authorizer.challenge' },
  },
};
const test = new TestCloud();
let base: string;

beforeAll(async () => {
  const cloud = await test.start({ resources, code: { Echo: ECHO, Stream: STREAM, Authorizer: AUTHORIZER } });
  base = cloud.apiUrl;
});
afterAll(() => test.dispose());

async function call(path: string, init: RequestInit = {}) {
  const answer = await fetch(base + path, init);
  const text = await answer.text();
  return {
    status: answer.status,
    headers: answer.headers,
    text,
    json: text.startsWith('{') ? JSON.parse(text) : undefined,
  };
}

describe('a proxy integration', () => {
  it('gets the whole event, unset fields as null', async () => {
    const { status, json } = await call('/open/a%20b?x=1&x=2', { method: 'POST', body: 'hello' });
    expect(status).toBe(201);
    expect(json.event).toMatchObject({
      resource: '/open/{id}',
      path: '/open/a%20b',
      httpMethod: 'POST',
      pathParameters: { id: 'a b' },
      queryStringParameters: { x: '2' },
      multiValueQueryStringParameters: { x: ['1', '2'] },
      stageVariables: null,
      body: 'hello',
      isBase64Encoded: false,
      requestContext: {
        domainName: '127.0.0.1',
        stage: 'live',
        protocol: 'HTTP/1.1',
        identity: { sourceIp: '127.0.0.1', user: null },
      },
    });
  });

  it('answers with renamed and repeated headers', async () => {
    const { headers } = await call('/open/fixed');
    expect(headers.get('x-amzn-remapped-www-authenticate')).toBe('Bearer');
    expect(headers.get('www-authenticate')).toBeNull();
    expect(headers.getSetCookie()).toEqual(['a=1', 'b=2']);
    expect(headers.get('x-one')).toBe('1');
  });

  it('prefers exact paths, and passes a greedy path on whole', async () => {
    expect((await call('/open/fixed')).json.event.pathParameters).toBeNull();
    expect((await call('/files/a/b.txt')).json.event.pathParameters).toEqual({ rest: 'a/b.txt' });
  });

  it('answers 502 or 504 if it breaks the contract, exceeds its time or lacks the permission', async () => {
    expect(await call('/bad')).toMatchObject({ status: 502, json: { message: 'Internal server error' } });
    expect(await call('/slow')).toMatchObject({ status: 504, json: { message: 'Endpoint request timed out' } });
    expect(await call('/unpermitted')).toMatchObject({ status: 500 });
    expect(
      test.cloud.logs.collected().some(({ kind, text }) => kind === 'denied' && text.includes('may not invoke echo')),
    ).toBe(true);
  });
});

describe('a streamed integration', () => {
  it('reaches the client chunk by chunk with status, headers and cookies of the prelude', async () => {
    const answer = await fetch(`${base}/stream`);
    expect(answer.status).toBe(202);
    expect(answer.headers.get('x-amzn-remapped-www-authenticate')).toBe('x');
    expect(answer.headers.getSetCookie()).toEqual(['c=3']);
    const chunks: string[] = [];
    for await (const chunk of answer.body ?? []) chunks.push(Buffer.from(chunk).toString());
    expect(chunks).toEqual(['first ', 'second']);
  });

  it('answers 502 if it fails before its prelude', async () => {
    expect(await call('/stream/throw')).toMatchObject({ status: 502 });
  });

  it('runs on when the client leaves', async () => {
    await new Promise<void>((resolve) => {
      const leaving = request(`${base}/stream`, (answer) =>
        answer.once('data', () => leaving.destroy()).on('close', () => resolve()),
      );
      leaving.on('error', () => {});
      leaving.end();
    });
    // The same instance answers next: it was not killed, and it is free again only after it finished.
    await expect(call('/stream')).resolves.toMatchObject({ status: 202, text: 'first second' });
  });
});

describe('an authorizer', () => {
  const guarded = (authorization?: string) => call('/guarded', authorization ? { headers: { authorization } } : {});

  it('is called once per identity while its answer is cached, and its context arrives as text', async () => {
    const first = (await guarded('one')).json.event.requestContext.authorizer;
    const second = (await guarded('one')).json.event.requestContext.authorizer;
    expect(first).toMatchObject({ principalId: 'me', tenant: 'dev' });
    expect(second.calls).toBe(first.calls);
    expect(typeof first.calls).toBe('string');
  });

  it('answers with the gateway response of the assembly if the identity is missing or unknown', async () => {
    for (const answer of [await guarded(), await guarded('unknown')]) {
      expect(answer).toMatchObject({ status: 401, json: { code: 'E1001', type: 'UNAUTHORIZED' } });
      expect(answer.headers.get('www-authenticate')).toBe(`Bearer resource_metadata="${base}/meta"`);
    }
  });

  it('repeats the origin of the request if the gateway response says so, and leaves the header out of answers to programs', async () => {
    const name = 'access-control-allow-origin';
    const page = await call('/guarded', { headers: { origin: 'https://page.example' } });
    expect([page.status, page.headers.get(name)]).toEqual([401, 'https://page.example']);
    expect((await guarded()).headers.has(name)).toBe(false);
  });

  it('without an identity source is asked at each request, and its context is known when it denies', async () => {
    const always = (id: string, headers = {}) => call(`/always/${id}`, { headers });
    const callsOf = async () =>
      Number((await always('a', { authorization: 'one' })).json.event.requestContext.authorizer.calls);
    expect(await callsOf()).toBe((await callsOf()) - 1);
    for (const id of ['a', 'b']) {
      const refused = await always(id);
      expect([refused.status, refused.headers.get('www-authenticate')]).toEqual([403, `Bearer for ${id}`]);
    }
    expect((await guarded('elsewhere')).headers.get('www-authenticate')).toBe('Bearer for guarded');
  });

  it.each([
    ['deny', 403],
    ['elsewhere', 403],
    ['crash', 500],
    ['nested', 500],
  ])('that answers %s leads to %i', async (token, status) => {
    expect((await guarded(token)).status).toBe(status);
  });
});

describe('the gateway', () => {
  it('answers mock integrations itself', async () => {
    const answer = await call('/mock');
    expect(answer).toMatchObject({ status: 405, json: { id: expect.stringMatching(/^[0-9a-f-]{36}$/) } });
    expect(answer.headers.get('allow')).toBe('POST');
  });

  it('refuses unknown paths and methods', async () => {
    expect(await call('/nothing')).toMatchObject({ status: 403, json: { message: 'Missing Authentication Token' } });
    expect(await call('/mock', { method: 'PATCH' })).toMatchObject({ status: 403 });
  });

  it('takes a method of its own before ANY, and ANY for all others', async () => {
    expect((await call('/open/x', { method: 'POST' })).json.event.httpMethod).toBe('POST');
    expect((await call('/open/x', { method: 'PATCH' })).json.event).toMatchObject({ httpMethod: 'PATCH' });
  });

  it('refuses more than 10 MB', async () => {
    expect(await call('/open/x', { method: 'POST', body: Buffer.alloc(10 * 1024 * 1024 + 1) })).toMatchObject({
      status: 413,
    });
  });

  it('answers its own host names only', async () => {
    const status = await new Promise((resolve) => {
      request(`${base}/mock`, { headers: { host: 'evil.example' } }, (answer) =>
        resolve(answer.resume().statusCode),
      ).end();
    });
    expect(status).toBe(403);
  });
});
