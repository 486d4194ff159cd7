/** Sources of functions for tests. */

/** Does what the event asks, and returns what a function sees of the cloud. */
export const PROBE = `
export const handler = async (event, context) => {
  if (event.sleep) await new Promise((resolve) => setTimeout(resolve, event.sleep));
  if (event.throw) throw new TypeError(event.throw);
  if (event.exit) process.exit(3);
  if (event.big) return 'x'.repeat(event.big);
  return {
    event, pid: process.pid, tenant: context.tenantId, version: context.functionVersion, arn: context.invokedFunctionArn,
    memory: context.memoryLimitInMB, remaining: context.getRemainingTimeInMillis(), greeting: process.env.GREETING,
    region: process.env.AWS_REGION, endpoint: process.env.AWS_ENDPOINT_URL, node: process.versions.node,
  };
};`;

export const STREAMER = `
export const handler = awslambda.streamifyResponse(async (event, stream) => {
  stream.write('one ');
  if (event.fail) throw new Error('broke in the middle');
  stream.write('two');
  stream.end();
});`;

export const BROKEN = `throw new Error('cannot load');`;

/** A function that makes AWS calls over plain HTTP and signs them by hand, with the signed headers that the event adds. */
export const CALLER = `
import { createHash, createHmac } from 'node:crypto';
const sha256 = (text) => createHash('sha256').update(text).digest('hex');
const hmac = (key, text) => createHmac('sha256', key).update(text).digest();
export const handler = async ({ service, target = '', path = '/', body, signedToo = {} }) => {
  const { AWS_ENDPOINT_URL, AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_SESSION_TOKEN } = process.env;
  const time = new Date().toISOString().slice(0, 19).replace(/[-:]/g, '') + 'Z';
  const headers = {
    host: new URL(AWS_ENDPOINT_URL).host, 'x-amz-date': time, 'x-amz-security-token': AWS_SESSION_TOKEN,
    'x-amz-target': target, ...signedToo,
  };
  const names = Object.keys(headers).sort();
  const text = JSON.stringify(body);
  const encoded = path.split('/').map(encodeURIComponent).join('/');
  const lines = names.map((name) => name + ':' + headers[name]);
  const request = ['POST', encoded, '', ...lines, '', names.join(';'), sha256(text)].join('\\n');
  const scope = [time.slice(0, 8), 'us-east-1', service, 'aws4_request'];
  const toSign = ['AWS4-HMAC-SHA256', time, scope.join('/'), sha256(request)].join('\\n');
  const signature = hmac(scope.reduce(hmac, 'AWS4' + AWS_SECRET_ACCESS_KEY), toSign).toString('hex');
  const authorization = 'AWS4-HMAC-SHA256 Credential=' + [AWS_ACCESS_KEY_ID, ...scope].join('/')
    + ', SignedHeaders=' + names.join(';') + ', Signature=' + signature;
  const answer = await fetch(AWS_ENDPOINT_URL + path, { method: 'POST', headers: { ...headers, authorization }, body: text });
  return { status: answer.status, body: await answer.text() };
};`;

/** Returns its credentials, so that a test can use an SDK with the rights of the function's role. */
export const LENDER = `
export const handler = async () => ({
  accessKeyId: process.env.AWS_ACCESS_KEY_ID, secretAccessKey: process.env.AWS_SECRET_ACCESS_KEY,
  sessionToken: process.env.AWS_SESSION_TOKEN,
});`;
