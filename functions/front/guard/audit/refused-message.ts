import { randomUUID } from 'node:crypto';
import type { AuditEvent } from '../../../../schemas/audit-event.ts';
import type { ErrorCode } from '../../../../schemas/errors.ts';
import { keyedHashOf } from '../../../core/json/canonical.ts';
import type { FrontRequest } from '../../front-request.ts';
import type { Services } from '../../services.ts';
import { recordFailure } from './audited.ts';

/** A message that is refused before it becomes a call. */
export interface RefusedMessage {
  services: Services;
  request: FrontRequest;
  operation: AuditEvent['operation'];
  /** As audit may keep it: see audit-target.ts. */
  target: string;
  arguments: unknown;
  errorCode: ErrorCode;
  /** Unix milliseconds; now where nothing took time. */
  startedAt?: number;
}

/** Writes the outcome of a refused message. Its arguments were never checked, so nothing of them is kept in clear. */
export async function recordRefusal({
  arguments: args,
  errorCode,
  startedAt = Date.now(),
  ...known
}: RefusedMessage): Promise<void> {
  const argumentsHash = keyedHashOf(args, await known.services.key('audit-arguments'));
  await recordFailure(
    { ...known, callId: randomUUID(), startedAt, argumentsHash, argumentsProjection: {} },
    'refused',
    errorCode,
  );
}
