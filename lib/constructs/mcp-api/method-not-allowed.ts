import { MockIntegration, PassthroughBehavior, type Resource } from 'aws-cdk-lib/aws-apigateway';
import { openMethod } from './open-method.ts';

/** JSON-RPC 2.0 error without a request to refer to; -32000 is the first of the codes left to servers. */
const BODY = JSON.stringify({
  jsonrpc: '2.0',
  id: null,
  error: { code: -32000, message: 'Method not allowed: this endpoint keeps no sessions, send each request by POST.' },
});

/**
 * Answers GET and DELETE with 405, as MCP's Streamable HTTP asks of a server that offers neither a standing stream nor
 * sessions. The gateway answers by itself: an idle stream through Lambda would be billed by the second.
 */
export function refuseOtherMethods(resource: Resource): void {
  for (const method of ['GET', 'DELETE']) {
    const refusal = new MockIntegration({
      passthroughBehavior: PassthroughBehavior.WHEN_NO_TEMPLATES,
      requestTemplates: { 'application/json': JSON.stringify({ statusCode: 405 }) },
      integrationResponses: [
        {
          statusCode: '405',
          responseParameters: { 'method.response.header.Allow': "'POST'" },
          responseTemplates: { 'application/json': BODY },
        },
      ],
    });
    openMethod(resource, method, refusal, {
      reason: 'Always the same 405, made by the gateway: nothing to protect.',
      methodResponses: [{ statusCode: '405', responseParameters: { 'method.response.header.Allow': true } }],
    });
  }
}
