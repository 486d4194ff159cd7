import { createHash, createHmac } from 'node:crypto';
import { request as httpRequest } from 'node:http';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { table } from '../testing/assembly.ts';
import { TestCloud } from '../testing/cloud.ts';
import { newSigner } from '../testing/signer.ts';

type Signed = { method: string; path: string; headers: Record<string, string>; body: string };
type Signing = { service: string; region: string; signingDate: Date };
type Answer = { status: number; text: string };

const MINUTE_MS = 60_000;
const test = new TestCloud();

beforeAll(async () => {
  const bucket = { Type: 'AWS::S3::Bucket', Properties: { BucketName: 'signed-things' } };
  await test.start({ resources: { Items: table('items'), Bucket: bucket } });
});
afterAll(() => test.dispose());

/** Signs with the SDK's own signer. */
async function sign(request: Partial<Signed>, signing: Partial<Signing> = {}, token?: string): Promise<Signed> {
  const { awsEndpoint, operator } = test.cloud;
  const { hostname, port, host } = new URL(awsEndpoint);
  const { service = 'dynamodb', region, signingDate } = signing;
  const credentials = { ...operator, sessionToken: token ?? operator.sessionToken };
  const signer = newSigner(credentials, { service, region });
  const { method = 'POST', path = '/', body = '' } = request;
  const [pathname = '', search = ''] = path.split('?');
  const unsigned = {
    method,
    protocol: 'http:',
    hostname,
    port: Number(port),
    path: pathname,
    query: Object.fromEntries(new URLSearchParams(search)),
    headers: { host, ...request.headers },
    body,
  };
  const { headers } = await signer.sign(unsigned, { signingDate });
  return { method, path, headers, body };
}

/** Sends a request byte for byte. */
function send({ method, path, headers, body }: Signed): Promise<Answer> {
  const { hostname, port } = new URL(test.cloud.awsEndpoint);
  return new Promise((resolve, reject) => {
    const call = httpRequest({ hostname, port, method, path, headers }, (answer) => {
      let text = '';
      answer.on('data', (chunk) => (text += chunk));
      answer.on('end', () => resolve({ status: answer.statusCode ?? 0, text }));
    });
    call.on('error', reject);
    call.end(body);
  });
}

const LIST: Partial<Signed> = { headers: { 'x-amz-target': 'DynamoDB_20120810.ListTables' }, body: '{}' };
const OBJECT = { method: 'PUT', path: '/signed-things/a', body: 'x' };
const S3 = { service: 's3' };
const withHeaders = (signed: Signed, headers: Record<string, string>): Signed => ({
  ...signed,
  headers: { ...signed.headers, ...headers },
});

describe('a signed request', () => {
  it('is accepted as the SDK signs it', async () => {
    expect(await send(await sign(LIST))).toMatchObject({ status: 200 });
    expect(await send(await sign(OBJECT, S3))).toMatchObject({ status: 200 });
  });

  it('is accepted with characters in path and query that need encoding', async () => {
    const path = '/signed-things/odd%20%2B%28x%29/..%2Fy~?x-id=PutObject';
    expect(await send(await sign({ ...OBJECT, path }, S3))).toMatchObject({ status: 200 });
    const call = '/2015-03-31/functions/arn%3Aaws%3Alambda%3Ax/invocations?Qualifier=b%2Fa';
    const answer = await send(await sign({ path: call, body: '{}' }, { service: 'lambda' }));
    expect(answer).toMatchObject({ status: 404, text: expect.stringContaining('Function not found') });
  });

  it.each<[string, (signed: Signed) => Signed]>([
    ['body', (signed) => ({ ...signed, body: '{ }' })],
    ['query', (signed) => ({ ...signed, path: '/?more=1' })],
    ['signed header', (signed) => withHeaders(signed, { 'x-amz-target': 'DynamoDB_20120810.DescribeLimits' })],
    ['signature', (signed) => withHeaders(signed, { authorization: `${signed.headers.authorization?.slice(0, -1)}g` })],
  ])('is refused if its %s was changed', async (_, change) => {
    const answer = await send(change(await sign(LIST)));
    expect(answer).toMatchObject({ status: 400, text: expect.stringContaining('InvalidSignatureException') });
  });

  it('is refused with an x-amz header that is not signed', async () => {
    const answer = await send(withHeaders(await sign(LIST), { 'x-amz-more': 'added' }));
    expect(answer.text).toContain("'x-amz-more' must be a 'SignedHeader' in the AWS Authorization.");
  });

  it('is refused if it signs the trace header, which AWS rewrites on the way', async () => {
    const { awsEndpoint, operator } = test.cloud;
    const { host } = new URL(awsEndpoint);
    const time = `${new Date().toISOString().slice(0, 19).replace(/[-:]/g, '')}Z`;
    const headers: Record<string, string> = {
      host,
      'x-amz-date': time,
      'x-amz-security-token': operator.sessionToken,
      'x-amz-target': 'DynamoDB_20120810.ListTables',
      'x-amzn-trace-id': 'Root=1-67890abc-0123456789abcdef01234567;Sampled=1',
    };
    const signed = byHand(headers, '{}', time);
    const withoutTrace = Object.keys(headers).filter((name) => name !== 'x-amzn-trace-id');
    expect(await send({ method: 'POST', path: '/', body: '{}', headers: signed(Object.keys(headers)) })).toMatchObject({
      status: 400,
      text: expect.stringContaining('InvalidSignatureException'),
    });
    expect(await send({ method: 'POST', path: '/', body: '{}', headers: signed(withoutTrace) })).toMatchObject({
      status: 200,
    });
  });

  it.each<[string, Partial<Signing>, string]>([
    ['region', { region: 'eu-west-1' }, 'Credential should be scoped to a valid region.'],
    ['service', { service: 'sqs' }, "Credential should be scoped to correct service: 'dynamodb'."],
  ])('is refused if it is scoped to another %s', async (_, signing, message) => {
    expect((await send(await sign(LIST, signing))).text).toContain(message);
  });

  it('is refused with a session token of other credentials', async () => {
    expect((await send(await sign(LIST, {}, 'another'))).text).toContain('UnrecognizedClientException');
  });

  it.each([
    [4, 200, 'TableNames'],
    [-4, 200, 'TableNames'],
    [6, 400, 'Signature not yet current'],
    [-6, 400, 'Signature expired'],
  ])('of a clock %i minutes ahead gets %i', async (minutes, status, text) => {
    const signingDate = new Date(Date.now() + minutes * MINUTE_MS);
    const answer = await send(await sign(LIST, { signingDate }));
    expect(answer).toMatchObject({ status, text: expect.stringContaining(text) });
  });
});

describe('a signed request to S3', () => {
  it.each([
    [14, 200, ''],
    [-14, 200, ''],
    [16, 403, 'RequestTimeTooSkewed'],
    [-16, 403, 'RequestTimeTooSkewed'],
  ])('of a clock %i minutes ahead gets %i', async (minutes, status, text) => {
    const signingDate = new Date(Date.now() + minutes * MINUTE_MS);
    const answer = await send(await sign(OBJECT, { ...S3, signingDate }));
    expect(answer).toMatchObject({ status, text: expect.stringContaining(text) });
  });

  it('may leave its body unsigned, and is refused if a signed body was changed', async () => {
    const unsigned = { ...OBJECT, headers: { 'x-amz-content-sha256': 'UNSIGNED-PAYLOAD' } };
    expect(await send({ ...(await sign(unsigned, S3)), body: 'y' })).toMatchObject({ status: 200 });
    const changed = await send({ ...(await sign(OBJECT, S3)), body: 'y' });
    expect(changed).toMatchObject({ status: 400, text: expect.stringContaining('XAmzContentSHA256Mismatch') });
  });

  it('is refused for another region', async () => {
    const { status, text } = await send(await sign(OBJECT, { ...S3, region: 'eu-west-1' }));
    expect([status, text]).toEqual([400, expect.stringContaining("expecting 'us-east-1'")]);
  });
});

describe('a request without a signature', () => {
  it.each([
    [{}, 'MissingAuthenticationTokenException'],
    [{ authorization: 'AWS4-HMAC-SHA256 Credential=x' }, 'IncompleteSignatureException'],
  ])('with the headers %j is refused with %s', async (headers, code) => {
    const answer = await send({ method: 'POST', path: '/', headers: { ...LIST.headers, ...headers }, body: '{}' });
    expect(answer.text).toContain(code);
  });

  it('is refused as S3 refuses it if it asks for a file', async () => {
    const { status, text } = await send({ method: 'GET', path: '/bucket/report.json', headers: {}, body: '' });
    expect([status, text]).toEqual([403, expect.stringContaining('AccessDenied')]);
  });
});

/** Signs any choice of the headers, which the SDK's signer does not allow. */
function byHand(headers: Record<string, string>, body: string, time: string) {
  const { accessKeyId, secretAccessKey } = test.cloud.operator;
  const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');
  return (names: string[]): Record<string, string> => {
    const sorted = [...names].sort();
    const lines = sorted.map((name) => `${name}:${headers[name]}`);
    const canonical = ['POST', '/', '', ...lines, '', sorted.join(';'), sha256(body)].join('\n');
    const scope = [time.slice(0, 8), 'us-east-1', 'dynamodb', 'aws4_request'];
    const toSign = ['AWS4-HMAC-SHA256', time, scope.join('/'), sha256(canonical)].join('\n');
    const key = scope.reduce(
      (secret, part) => createHmac('sha256', secret).update(part).digest(),
      Buffer.from(`AWS4${secretAccessKey}`),
    );
    const signature = createHmac('sha256', key).update(toSign).digest('hex');
    const credential = [accessKeyId, ...scope].join('/');
    return {
      ...headers,
      authorization: `AWS4-HMAC-SHA256 Credential=${credential}, SignedHeaders=${sorted.join(';')}, Signature=${signature}`,
    };
  };
}
