import { randomUUID } from 'node:crypto';
import type { APIGatewayProxyEvent } from 'aws-lambda';
import type { AuditEvent } from '../../../schemas/audit-event.ts';
import type { WebhookDefinition, WebhookEvent } from '../../../schemas/webhooks.ts';
import type { StateTable } from '../../core/state-table/state-table.ts';
import type { AuditTrail } from '../../platform/audit/audit-trail.ts';
import { refusalRecorder } from '../../platform/audit/refusals.ts';
import { receive } from '../receive.ts';
import { verifier } from '../verify.ts';

/** What Secrets Manager holds for the family of the tests. */
export const SECRET = { HOOK: 'whsec_of_the_test', OLD: 'whsec_before', CLIENT_ID: 'client', EMPTY: '' };
/** Unix seconds at which the tests begin. */
export const NOW = 1_795_000_000;
export const EVENT = '{ "id": "evt_1",  "type":"customer.subscription.updated", "note": "ümlaut" }';

/** The function with one source of the family `billing`, a table that is real, and a queue and a trail to look into. */
export function webhookLab({
  state,
  webhook,
  apiUrl,
}: {
  state: StateTable;
  webhook: WebhookDefinition;
  apiUrl?: string;
}) {
  const sent: WebhookEvent[] = [];
  const trail: AuditEvent[] = [];
  const lab = {
    sent,
    trail,
    /** Unix milliseconds. */
    clock: NOW * 1000,
    queueFails: false,
    audit: { record: async (event: AuditEvent) => void trail.push(event) } as AuditTrail,
    /** What the trail holds, in short. */
    outcomes: () => trail.map(({ phase, outcome, errorCode }) => [phase, outcome, errorCode].filter(Boolean)),
    async post(body: string, headers: Record<string, string>, changes: object = {}) {
      const services = {
        routes,
        verify,
        state,
        audit: lab.audit,
        refused,
        send: async (_queue: string, event: WebhookEvent) => {
          if (lab.queueFails) throw new Error('The queue is away.');
          sent.push(event);
        },
        showTraces: false,
      };
      const { statusCode, body: answer } = await receive(services, {
        body,
        isBase64Encoded: false,
        multiValueHeaders: Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, [value]])),
        pathParameters: { family: 'billing', source: webhook.source },
        requestContext: { requestId: randomUUID(), identity: { sourceIp: '192.0.2.7' } },
        ...changes,
      } as unknown as APIGatewayProxyEvent);
      return { statusCode, text: answer, status: JSON.parse(answer).status as string | undefined };
    },
  };
  const refused = refusalRecorder({ record: (event) => lab.audit.record(event) }, () => lab.clock);
  const routes = [{ family: 'billing', webhook, secretArn: 'arn:secret', queueUrl: 'https://queue.example', apiUrl }];
  const verify = verifier({ read: () => async () => SECRET, now: () => lab.clock });
  return lab;
}
