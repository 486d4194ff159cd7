/**
 * The audit table, written. Access pattern: PutItem <tenant>#<hour>#<shard> / <time>#<call>#<phase>, two per call.
 * The shard (16 of them) spreads a busy hour over partitions. Events are never changed or deleted here.
 */
import { type DynamoDBDocumentClient, PutCommand } from '@aws-sdk/lib-dynamodb';
import type { AuditEvent } from '../../../schemas/audit-event.ts';
import { ManifoldError } from '../errors/manifold-error.ts';

const SHARDS = 16;

export interface AuditTrail {
  /** @throws {ManifoldError} E5002: what cannot be audited must not happen, nor be answered as if it were */
  record(event: AuditEvent): Promise<void>;
}

export function auditTrail({ client, table }: { client: DynamoDBDocumentClient; table: string }): AuditTrail {
  return {
    async record(event) {
      try {
        await client.send(new PutCommand({ TableName: table, Item: { ...auditKey(event), ...event } }));
      } catch (cause) {
        throw new ManifoldError(
          'E5002',
          'The audit trail does not answer, so the call was refused. Try again in a moment.',
          {
            cause,
          },
        );
      }
    },
  };
}

/** Partition and sort key of an event. */
export function auditKey({ tenant, at, callId, phase }: AuditEvent): { pk: string; sk: string } {
  const shard = Number.parseInt(callId.slice(-2), 16) % SHARDS;
  return { pk: `${tenant}#${at.slice(0, 13)}#${shard}`, sk: `${at}#${callId}#${phase}` };
}
