import { randomBytes, randomUUID } from 'node:crypto';
import { Writable } from 'node:stream';
import type { Context } from 'aws-lambda';
import { toAuthorizerContext } from '../../functions/platform/identity/authorizer-context.ts';
import { seedPlans } from '../../functions/platform/limits/plan-repository.ts';
import { loadCedar } from '../../functions/platform/policy/cedar/load-cedar.ts';
import { schemaFor } from '../../functions/platform/policy/cedar/schema.ts';
import { seedPolicies } from '../../functions/platform/policy/save-policy.ts';
import { seed } from '../../functions/registry-seeder/seed.ts';
import { loadManifests } from '../../lib/families.ts';
import { startServer } from '../../sandboxes/stripe/server.ts';
import { SANDBOX_KEY } from '../../sandboxes/stripe/stand-in.ts';
import { ENV } from '../../schemas/environment.ts';
import { SHIPPED_PLANS } from '../../schemas/plans.ts';
import { startDynamoDb } from '../../test/support/dynamodb.ts';
import { shippedPolicies } from '../../test/support/policies.ts';
import { startAwsEndpoint } from './aws-endpoint.ts';
import { countCalls } from './executed-files.ts';

type FrontHandler = (event: unknown, stream: Writable, context: Context) => Promise<void>;
type FamilyHandler = (event: unknown, context: Context) => Promise<unknown>;

const HOST = 'api.invalid';
const SCOPES = ['payments:read', 'payments:write'];
const PAYER = toAuthorizerContext({
  id: 'test:payer',
  tenant: 'test',
  tier: 'team',
  roles: ['operator'],
  scopes: SCOPES,
  credential: 'key-of-payer',
});

/**
 * Makes a payment that a person confirms: the first request is refused with a token, the second one brings it back.
 * @returns the files of `functions/` in which a function ran during the two requests, sorted
 */
export async function tracePayment(): Promise<string[]> {
  const restore = silence();
  const payments = await assemblePayments();
  const calls = await countCalls();
  try {
    await payments.callTool('add_payment_method', { payment_token: 'pm_card_visa', set_default: true });
    await calls.take();
    const order = {
      source_id: 'default',
      destination_id: 'platform',
      amount: '25.00',
      currency: 'USD',
      description: 'An invented order',
    };
    const refused = await payments.callTool('initiate_payment', order);
    const { confirmationToken: confirmation_token } = refused._meta['manifold/error'].details;
    const paid = await payments.callTool('initiate_payment', { ...order, confirmation_token });
    if (paid.structuredContent?.status !== 'succeeded') throw new Error(`The payment failed: ${JSON.stringify(paid)}`);
    return [...(await calls.take())].sort();
  } finally {
    await calls.stop();
    await payments.stop();
    restore();
  }
}

/** Keeps the functions' logs and metrics out of the output. */
function silence(): () => void {
  const { write } = process.stdout;
  process.env[ENV.LOG_LEVEL] = 'SILENT';
  process.stdout.write = () => true;
  return () => {
    process.stdout.write = write;
  };
}

/** Front and the payments family in this process, with the handlers that AWS would call, on a database of their own. */
interface PaymentAssembly {
  /** Calls a tool as the payer; answers with the result. */
  // biome-ignore lint/suspicious/noExplicitAny: the caller reads whatever the tool answered
  callTool(name: string, args: Record<string, unknown>): Promise<any>;
  stop(): Promise<void>;
}

async function assemblePayments(): Promise<PaymentAssembly> {
  const database = await startDynamoDb();
  const stripe = await startServer({ log: () => undefined });
  const aws = await startAwsEndpoint({
    secrets: {
      platform: { masterKey: randomBytes(32).toString('hex') },
      payments: { STRIPE_SECRET_KEY: SANDBOX_KEY },
    },
    invoke: (_name, event) => family(event, contextOf()),
  });
  const registry = { client: database.client, table: await database.table() };
  const state = await database.table();
  Object.assign(process.env, {
    ...(await awsEnvironment(database.client, aws.url)),
    [ENV.STAGE]: 'test',
    [ENV.KIND]: 'development',
    [ENV.VERSION]: '0.0.0',
    [ENV.REGISTRY_TABLE]: registry.table,
    [ENV.AUDIT_TABLE]: await database.table(),
    [ENV.STATE_TABLE]: state,
    [ENV.USAGE_TABLE]: await database.table(),
    [ENV.FAMILY_TABLE]: await database.table(),
    [ENV.PLATFORM_SECRET]: 'platform',
    [ENV.FAMILY_SECRET]: 'payments',
    [ENV.CACHE_RENEWER]: 'cache-renewer',
    [ENV.TASK_RUNNER]: 'task-runner',
    [ENV.ISSUER_READER]: 'issuer-reader',
    [ENV.ISSUERS]: '[]',
    [ENV.PUBLIC_URL]: `https://${HOST}`,
    [ENV.SUBSCRIPTION_STREAMS]: '10',
    [ENV.STEP_UP]: 'off',
    [ENV.POLICY_ENGINE]: JSON.stringify({ engine: 'cedar' }),
    STRIPE_API_URL: stripe.url,
  });
  await seedRegistry(registry);
  Object.assign(globalThis, { awslambda: LAMBDA_GLOBALS });
  const { handler } = (await import('../../functions/front/index.ts')) as { handler: unknown };
  const { handler: family } = (await import('../../functions/families/payments/handler.ts')) as {
    handler: FamilyHandler;
  };
  return {
    async callTool(name, args) {
      const answer = await requestFront(handler as FrontHandler, name, args);
      if (answer.error) throw new Error(`The call of ${name} failed: ${JSON.stringify(answer.error)}`);
      return answer.result;
    },
    async stop() {
      aws.stop();
      await stripe.stop();
      database.stop();
    },
  };
}

type Registry = Parameters<typeof seed>[0];

/** Writes what a deploy writes: the tools of the payments family, the policies and the plans that ship. */
async function seedRegistry(registry: Registry): Promise<void> {
  const manifests = (await loadManifests()).filter(({ name }) => name === 'payments');
  const target = {
    family: 'payments',
    functionArn: 'payments',
    invokeMode: 'buffered',
    tenantIsolated: false,
  } as const;
  await seed(registry, manifests, [target]);
  await seedPlans(registry, [...SHIPPED_PLANS]);
  const schema = schemaFor(
    manifests.flatMap(({ tools }) => tools),
    manifests.flatMap(({ resourceTemplates }) => resourceTemplates),
  );
  await seedPolicies({ registry, cedar: await loadCedar(), schema }, await shippedPolicies());
}

async function awsEnvironment(client: Registry['client'], url: string): Promise<Record<string, string>> {
  const { hostname, port } = (await client.config.endpoint?.()) ?? {};
  return {
    AWS_REGION: 'us-east-1',
    AWS_ACCESS_KEY_ID: 'test',
    AWS_SECRET_ACCESS_KEY: 'test',
    AWS_ENDPOINT_URL: url,
    AWS_ENDPOINT_URL_DYNAMODB: `http://${hostname}:${port}`,
  };
}

/** Globals of the Lambda runtime that a streaming handler uses. */
const LAMBDA_GLOBALS = {
  streamifyResponse: <Handler>(handler: Handler) => handler,
  HttpResponseStream: { from: (stream: Writable) => stream },
};

function contextOf(): Context {
  const functionName = 'call-path';
  return {
    callbackWaitsForEmptyEventLoop: true,
    functionName,
    functionVersion: '1',
    invokedFunctionArn: functionName,
    memoryLimitInMB: '512',
    awsRequestId: randomUUID(),
    logGroupName: functionName,
    logStreamName: functionName,
    getRemainingTimeInMillis: () => 30_000,
    done: () => undefined,
    fail: () => undefined,
    succeed: () => undefined,
  };
}

async function requestFront(handler: FrontHandler, name: string, args: Record<string, unknown>) {
  const chunks: Buffer[] = [];
  const stream = new Writable({
    write(chunk, _encoding, done) {
      chunks.push(Buffer.from(chunk));
      done();
    },
  });
  await handler(eventOf(name, args), stream, contextOf());
  return JSON.parse(Buffer.concat(chunks).toString());
}

/** A `tools/call` of revision 2026-07-28 as API Gateway hands it to front. */
function eventOf(name: string, args: Record<string, unknown>) {
  const headers: Record<string, string> = {
    Host: HOST,
    'Content-Type': 'application/json',
    Accept: 'application/json, text/event-stream',
    'MCP-Protocol-Version': '2026-07-28',
    'Mcp-Method': 'tools/call',
    'Mcp-Name': name,
    'Idempotency-Key': `${name}-1`,
  };
  const _meta = {
    'io.modelcontextprotocol/protocolVersion': '2026-07-28',
    'io.modelcontextprotocol/clientInfo': { name: 'call-path', version: '1.0.0' },
    'io.modelcontextprotocol/clientCapabilities': {},
  };
  const params = { name, arguments: args, _meta };
  return {
    resource: '/mcp',
    path: '/mcp',
    httpMethod: 'POST',
    headers,
    multiValueHeaders: Object.fromEntries(Object.entries(headers).map(([header, value]) => [header, [value]])),
    body: JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'tools/call', params }),
    isBase64Encoded: false,
    pathParameters: null,
    queryStringParameters: null,
    multiValueQueryStringParameters: null,
    stageVariables: null,
    requestContext: {
      accountId: '000000000000',
      apiId: 'api',
      authorizer: { principalId: 'test:payer', ...PAYER },
      domainName: HOST,
      httpMethod: 'POST',
      identity: { sourceIp: '203.0.113.7' },
      path: '/mcp',
      protocol: 'HTTP/1.1',
      requestId: randomUUID(),
      requestTimeEpoch: Date.now(),
      resourceId: 'resource',
      resourcePath: '/mcp',
      stage: 'test',
    },
  };
}
