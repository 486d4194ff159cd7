import { randomUUID } from 'node:crypto';
import type { AuditEvent } from '../../../schemas/audit-event.ts';
import { isKeyed, type WebhookDefinition, type WebhookEvent } from '../../../schemas/webhooks.ts';
import type { StateTable } from '../../core/state-table/state-table.ts';
import { refusalRecorder } from '../../platform/audit/refusals.ts';
import type { AskKey } from '../ask-key.ts';
import type { WebhookRequest } from '../delivery.ts';
import { receive } from '../receive.ts';
import { verifier } from '../verify.ts';

/** Signing keys of the family in tests. */
export const SECRET = { HOOK: 'whsec_of_the_test', OLD: 'whsec_before', EMPTY: '' };
/** Unix seconds at which the clock of the tests starts. */
export const NOW = 1_795_000_000;
export const EVENT = '{ "id": "evt_1",  "type":"customer.subscription.updated", "note": "ümlaut" }';

/**
 * The webhook function with one source of the family `billing`, a real table, and a queue and an audit trail in memory.
 */
export function webhookHarness({
  state,
  webhook,
  ask = () => Promise.reject(new Error('This source has no verification keys.')),
}: {
  state: StateTable;
  webhook: WebhookDefinition;
  ask?: AskKey;
}) {
  const sent: WebhookEvent[] = [];
  const trail: AuditEvent[] = [];
  const harness = {
    sent,
    trail,
    /** Unix milliseconds. */
    clock: NOW * 1000,
    queueFails: false,
    audit: { record: async (event: AuditEvent) => void trail.push(event) },
    /** Phase, outcome and error code of each audit event. */
    outcomes: () => trail.map(({ phase, outcome, errorCode }) => [phase, outcome, errorCode].filter(Boolean)),
    async post(body: string, headers: Record<string, string>, changes: Partial<WebhookRequest> = {}) {
      const services = {
        routes,
        verify,
        state,
        audit: harness.audit,
        refused,
        send: async (_queue: string, event: WebhookEvent) => {
          if (harness.queueFails) throw new Error('The queue is away.');
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
      });
      return { statusCode, text: answer, status: JSON.parse(answer).status as string | undefined };
    },
  };
  const refused = refusalRecorder({ record: (event) => harness.audit.record(event) }, () => harness.clock);
  const proof = isKeyed(webhook) ? { keysFunctionArn: 'arn:keys' } : { signingSecretArn: 'arn:secret' };
  const routes = [{ family: 'billing', webhook, queueUrl: 'https://queue.example', ...proof }];
  const verify = verifier({ read: () => async () => SECRET, ask, now: () => harness.clock });
  return harness;
}
