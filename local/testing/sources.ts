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

/** A function that makes AWS calls over plain HTTP, as an SDK would. */
export const CALLER = `
export const handler = async ({ service, target = '', path = '/', body }) => {
  const scope = process.env.AWS_ACCESS_KEY_ID + '/20260101/us-east-1/' + service + '/aws4_request';
  const answer = await fetch(process.env.AWS_ENDPOINT_URL + path, {
    method: 'POST',
    headers: { authorization: 'AWS4-HMAC-SHA256 Credential=' + scope + ', SignedHeaders=host, Signature=0', 'x-amz-target': target },
    body: JSON.stringify(body),
  });
  return { status: answer.status, body: await answer.text() };
};`;

/** Gives away its credentials, so that a test may use an SDK with the rights of the function's role. */
export const LENDER = `
export const handler = async () => ({
  accessKeyId: process.env.AWS_ACCESS_KEY_ID, secretAccessKey: process.env.AWS_SECRET_ACCESS_KEY,
  sessionToken: process.env.AWS_SESSION_TOKEN,
});`;
