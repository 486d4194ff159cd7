import { randomUUID } from 'node:crypto';
import type { ErrorCode } from '../../../../schemas/errors.ts';
import { keyedHashOf } from '../../../core/json/canonical.ts';
import { type Audited, recordFailure } from './audited.ts';

/** A message that is refused before it becomes a call. */
export interface RefusedMessage extends Pick<Audited, 'services' | 'request' | 'operation'> {
  /** As audit may keep it: see audit-target.ts. */
  target: string;
  arguments: unknown;
  errorCode: ErrorCode;
  /** Unix milliseconds; default now. */
  startedAt?: number;
}

/** Writes the outcome of a refused message. Its arguments were never checked, so audit keeps only a hash of them. */
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
