import { PutCommand } from '@aws-sdk/lib-dynamodb';
import { cancelKey } from '../../../schemas/keys.ts';
import { logger } from '../../core/logging/logger.ts';
import type { StateTable } from '../../core/state-table/state-table.ts';
import type { FrontRequest } from '../front-request.ts';
import { cancelRef } from './call-context.ts';

/** How long a cancel record is kept: as long as the longest call takes. */
const KEEP_SECONDS = 900;

/**
 * Writes the record that a long call polls. Best effort, as the protocol has it: a cancellation that comes too late or
 * cannot be written changes nothing, and is never answered with an error.
 */
export async function recordCancellation(
  { client, table }: StateTable,
  request: Pick<FrontRequest, 'principal' | 'sourceIp' | 'userAgent'>,
  message: Record<string, unknown>,
): Promise<void> {
  const requestId = (message.params as { requestId?: unknown } | undefined)?.requestId;
  if (typeof requestId !== 'string' && typeof requestId !== 'number') return;
  try {
    await recordCancel({ client, table }, cancelRef(request, requestId));
  } catch (error) {
    logger.warn('a cancellation could not be recorded', { error: String(error) });
  }
}

/** Writes the cancel record itself. */
export async function recordCancel({ client, table }: StateTable, ref: string): Promise<void> {
  const now = Date.now();
  const Item = { ...cancelKey(ref), cancelledAt: now, expiresAt: Math.floor(now / 1000) + KEEP_SECONDS };
  await client.send(new PutCommand({ TableName: table, Item }));
}
