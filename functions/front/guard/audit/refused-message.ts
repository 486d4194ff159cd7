import { randomUUID } from 'node:crypto';
import type { ErrorCode } from '../../../../schemas/errors.ts';
import { toManifoldError } from '../../../core/errors/manifold-error.ts';
import { namedHashOf } from '../../../core/secrets/key-ring.ts';
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

/** Does what comes before a call. If it throws, the message is refused, which is audited. */
export async function orRecordRefusal<Result>(
  refused: Omit<RefusedMessage, 'errorCode'>,
  work: () => Promise<Result> | Result,
): Promise<Result> {
  try {
    return await work();
  } catch (thrown) {
    await recordRefusal({ ...refused, errorCode: toManifoldError(thrown).code });
    throw thrown;
  }
}

/** Writes the outcome of a refused message. Its arguments were never checked, so audit keeps only a hash of them. */
export async function recordRefusal({
  arguments: args,
  errorCode,
  startedAt = Date.now(),
  ...known
}: RefusedMessage): Promise<void> {
  const argumentsHash = namedHashOf(args, await known.services.key('audit-arguments'));
  await recordFailure(
    { ...known, callId: randomUUID(), startedAt, argumentsHash, argumentsProjection: {} },
    'refused',
    errorCode,
  );
}
