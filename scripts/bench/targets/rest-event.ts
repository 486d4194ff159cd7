import { randomUUID } from 'node:crypto';
import type { BenchRequest } from '../requests.ts';

/** The event of API Gateway for a request, with the fields that our functions read. */
export function restEvent({ headers, body }: BenchRequest, principal: Record<string, string>): Record<string, unknown> {
  const sent = { ...headers, host: '127.0.0.1' };
  return {
    resource: '/mcp',
    path: '/mcp',
    httpMethod: 'POST',
    headers: sent,
    multiValueHeaders: Object.fromEntries(Object.entries(sent).map(([name, value]) => [name, [value]])),
    pathParameters: null,
    queryStringParameters: null,
    multiValueQueryStringParameters: null,
    stageVariables: null,
    requestContext: {
      requestId: randomUUID(),
      domainName: '127.0.0.1',
      identity: { sourceIp: '127.0.0.1', userAgent: 'bench' },
      stage: 'dev',
      authorizer: principal,
    },
    body: body(),
    isBase64Encoded: false,
  };
}
