import { randomUUID } from 'node:crypto';
import type { AuditEvent } from '../../../schemas/audit-event.ts';
import type { ErrorCode } from '../../../schemas/errors.ts';
import type { Principal } from '../../../schemas/invocation.ts';
import { PLATFORM } from '../../../schemas/keys.ts';
import { maskAddress } from '../errors/mask.ts';
import { hashOf } from '../json/canonical.ts';
import { logger } from '../logging/logger.ts';
import type { AuditTrail } from './audit-trail.ts';

/** A request that was refused before it was a message: at the door, or for what it carries. */
export interface Refusal {
  readonly operation: 'auth/refused' | 'request/refused' | 'webhooks/receive';
  /** What was wrong, in words of ours: nothing that the caller wrote. */
  readonly target: string;
  readonly errorCode: ErrorCode;
  readonly correlationId: string;
  readonly sourceIp: string;
  /** Absent where nobody is known. */
  readonly principal?: Pick<Principal, 'id' | 'tenant' | 'credential'>;
}

/** For that long one event stands for all refusals of the same kind and principal. */
const WINDOW_MS = 60_000;
/** More kinds and principals than this at once are a flood; what is forgotten is counted by the metric all the same. */
const MOST_KEPT = 1_000;

/**
 * Records refusals without letting a flood cost a write each: the first of a kind is written before its answer leaves,
 * those of the next minute are counted, and the next event says how many they were (`count`). A refusal stays one where
 * the trail is away: nothing happens either way, so it is only logged.
 */
export function refusalRecorder(audit: AuditTrail, now: () => number = Date.now): (refusal: Refusal) => Promise<void> {
  const kept = new Map<string, { until: number; suppressed: number }>();
  return async (refusal) => {
    const { operation, target, errorCode, principal } = refusal;
    const key = JSON.stringify([operation, target, errorCode, principal?.tenant, principal?.id]);
    const before = kept.get(key);
    if (before && before.until > now()) {
      before.suppressed += 1;
      return;
    }
    kept.delete(key);
    kept.set(key, { until: now() + WINDOW_MS, suppressed: 0 });
    const [oldest] = kept.keys();
    if (kept.size > MOST_KEPT && oldest !== undefined) kept.delete(oldest);
    try {
      await audit.record(eventOf(refusal, 1 + (before?.suppressed ?? 0), now()));
    } catch (error) {
      logger.error('a refusal could not be audited', { error: error instanceof Error ? error : String(error) });
    }
  };
}

function eventOf(refusal: Refusal, count: number, now: number): AuditEvent {
  const { operation, target, errorCode, correlationId, sourceIp, principal } = refusal;
  return {
    callId: randomUUID(),
    phase: 'outcome',
    at: new Date(now).toISOString(),
    correlationId,
    tenant: principal?.tenant ?? PLATFORM,
    principal: principal?.id ?? 'anonymous',
    credential: principal?.credential ?? 'none',
    address: maskAddress(sourceIp),
    operation,
    target,
    argumentsHash: hashOf({}),
    argumentsProjection: {},
    outcome: 'refused',
    errorCode,
    count,
  };
}
