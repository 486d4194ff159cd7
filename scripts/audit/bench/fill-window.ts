import { randomUUID } from 'node:crypto';
import { mapAtOnce } from '../../../functions/core/at-once.ts';
import { toWireItem } from '../../../functions/core/aws/attribute-values.ts';
import { auditKey, hourOf, indexKeys } from '../../../functions/platform/audit/audit-trail.ts';
import { type SealWindow, windowOf } from '../../../functions/platform/audit/windows.ts';
import type { AuditEvent } from '../../../schemas/audit-event.ts';
import { auditActiveKey } from '../../../schemas/keys.ts';
import { WINDOW_MS } from '../../../schemas/sealed-audit.ts';

const BATCH = 25;
const AT_ONCE = 16;
/** Batches that are made at once. */
const ROUND = 400;
const PRINCIPALS = 200;

/** A window, and the correlation id of one of its calls. */
export interface FilledWindow {
  readonly window: SealWindow;
  readonly correlationId: string;
}

/** Fills one window with intents and outcomes of invented calls, spread evenly over it. */
export async function fillWindow(
  { endpoint, table }: { endpoint: string; table: string },
  { events, tenants }: { events: number; tenants: number },
): Promise<FilledWindow> {
  const window = windowOf(Date.parse('2026-11-21T10:00:00.000Z'));
  const calls = Math.ceil(events / 2);
  let correlationId = '';
  const put = (items: Record<string, unknown>[]) => writeBatch(endpoint, table, items);
  const names = Array.from({ length: tenants }, (_, index) => `tenant-${index}`);
  await mapAtOnce(names, 1, (tenant) => put([auditActiveKey(hourOf(new Date(window.from).toISOString()), tenant)]));
  for (let first = 0; first < calls; first += ROUND * BATCH) {
    const batches = Array.from({ length: ROUND }, (_, batch) => first + batch * BATCH).filter((start) => start < calls);
    await mapAtOnce(batches, AT_ONCE, async (start) => {
      const made = Array.from({ length: Math.min(BATCH, calls - start) }, (_, place) => {
        const call = start + place;
        const moment = window.from + Math.floor((call / calls) * (WINDOW_MS - 1_000));
        return eventsOfCall(call, moment, names[call % tenants] ?? '');
      });
      correlationId = made[0]?.[0].correlationId ?? correlationId;
      await put(made.map(([intent]) => ({ ...auditKey(intent), ...intent })));
      await put(made.map(([, outcome]) => ({ ...auditKey(outcome), ...indexKeys(outcome), ...outcome })));
    });
  }
  return { window, correlationId };
}

/** One BatchWriteItem, past the SDK: filling the table would take longer than all that is measured. */
async function writeBatch(endpoint: string, table: string, items: readonly Record<string, unknown>[]): Promise<void> {
  const requests = items.map((item) => ({ PutRequest: { Item: toWireItem(item) } }));
  const headers = {
    'content-type': 'application/x-amz-json-1.0',
    'x-amz-target': 'DynamoDB_20120810.BatchWriteItem',
    authorization:
      'AWS4-HMAC-SHA256 Credential=test/20261121/us-east-1/dynamodb/aws4_request, SignedHeaders=host, Signature=0',
    'x-amz-date': '20261121T100000Z',
  };
  const body = JSON.stringify({ RequestItems: { [table]: requests } });
  const answer = await fetch(endpoint, { method: 'POST', headers, body });
  const { UnprocessedItems = {} } = (await answer.json()) as { UnprocessedItems?: object };
  if (!answer.ok || Object.keys(UnprocessedItems).length > 0)
    throw new Error(`The database answered ${answer.status}.`);
}

function eventsOfCall(call: number, moment: number, tenant: string): [AuditEvent, AuditEvent] {
  const event = {
    callId: randomUUID(),
    correlationId: randomUUID(),
    tenant,
    principal: `issuer:person-${call % PRINCIPALS}`,
    credential: 'key-invented',
    address: '192.0.2.0/24',
    operation: 'tools/call',
    target: `tool_${call % 40}`,
    version: '1.0.0',
    argumentsHash: randomUUID().replaceAll('-', '').repeat(2),
    argumentsProjection: { amount: call, currency: 'USD' },
    decision: 'allow',
    policies: ['members-call-tools@3'],
  } as const;
  const asked = { roles: ['member'], scopes: ['tools:read', 'tools:write'], tier: 'free', endpoint: 'all' } as const;
  return [
    { ...event, policies: [...event.policies], phase: 'intent', at: new Date(moment).toISOString() },
    {
      ...event,
      policies: [...event.policies],
      asked: { ...asked, roles: [...asked.roles], scopes: [...asked.scopes] },
      phase: 'outcome',
      at: new Date(moment + 120).toISOString(),
      outcome: 'ok',
      resultHash: randomUUID().replaceAll('-', '').repeat(2),
      latencyMs: 120,
      requestBytes: 700,
      responseBytes: 2_100,
    },
  ];
}
