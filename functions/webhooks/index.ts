import { SendMessageCommand } from '@aws-sdk/client-sqs';
import type { APIGatewayProxyEvent } from 'aws-lambda';
import * as z from 'zod';
import { ENV } from '../../schemas/environment.ts';
import { WebhookRoute } from '../../schemas/webhooks.ts';
import { sqsClient } from '../core/aws/clients/sqs.ts';
import { documentClient as client } from '../core/aws/document-client.ts';
import { requireEnv } from '../core/environment.ts';
import { recordRequest } from '../core/tracing/record-request.ts';
import { auditTrail } from '../platform/audit/audit-trail.ts';
import { refusalRecorder } from '../platform/audit/refusals.ts';
import { receive, type WebhookServices } from './receive.ts';
import { verifier } from './verify.ts';

const sqs = sqsClient();

const audit = auditTrail({ client, table: requireEnv(ENV.AUDIT_TABLE) });
const services: WebhookServices = {
  routes: z.array(WebhookRoute).parse(JSON.parse(requireEnv(ENV.WEBHOOKS))),
  verify: verifier(),
  state: { client, table: requireEnv(ENV.STATE_TABLE) },
  audit,
  refused: refusalRecorder(audit),
  send: async (QueueUrl, event) => {
    await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: JSON.stringify(event) }));
  },
  showTraces: process.env[ENV.SHOW_TRACES] === 'true',
};

/** Events of providers: POST /webhooks/{family}/{source}. */
export const handler = (event: APIGatewayProxyEvent) => recordRequest(event, () => receive(services, event));
