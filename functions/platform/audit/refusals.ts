import { randomUUID } from 'node:crypto';
import type { AuditEvent } from '../../../schemas/audit-event.ts';
import type { ErrorCode } from '../../../schemas/errors.ts';
import type { Principal } from '../../../schemas/invocation.ts';
import { PLATFORM } from '../../../schemas/keys.ts';
import { maskAddress } from '../../core/errors/mask.ts';
import { hashOf } from '../../core/json/canonical.ts';
import { logger } from '../../core/logging/logger.ts';
import type { AuditTrail } from './audit-trail.ts';

/** A request that was refused before anything was done, of a kind that can be sent without a credential, in any number. */
export interface Refusal {
  readonly operation: AuditEvent['operation'];
  /** The subject of the request or its fault, in fixed words: no text of the caller. */
  readonly target: string;
  readonly errorCode: ErrorCode;
  readonly correlationId: string;
  readonly sourceIp: string;
  /** Absent if the caller is not known. */
  readonly principal?: Pick<Principal, 'id' | 'tenant' | 'credential'>;
  /** A further distinction between kinds, in fixed words. */
  readonly reason?: string;
  /** Further fields of the event of the first of a kind. */
  readonly details?: Partial<AuditEvent>;
}

/** One event stands for all refusals of the same kind, principal and address within this time. */
const WINDOW_MS = 60_000;
/** Kinds, principals and addresses that are kept at once; all further refusals count as one more kind. */
const MOST_KEPT = 1_000;
/** Addresses of one kind and principal that have an event of their own; those beyond share one. */
const MOST_ADDRESSES = 20;

const OTHER_ADDRESSES = 'others';
const OVERFLOW = 'overflow';

interface Kept {
  until: number;
  suppressed: number;
}

/**
 * Records refusals without letting a flood cost a write each: the first of a kind is written before its answer leaves,
 * those of the next minute are counted, and the next event has their number (`count`). Kinds are kept apart by masked
 * address, up to a bound, so that a flood from one address hides no other. If the trail does not answer, the request is
 * refused all the same, and the failure is logged.
 */
export function refusalRecorder(audit: AuditTrail, now: () => number = Date.now): (refusal: Refusal) => Promise<void> {
  const kept = new Map<string, Kept>();
  const addresses = new Map<string, { until: number; seen: Set<string> }>();

  /** The key under which a refusal is counted. */
  const keyOf = (refusal: Refusal): string => {
    const { operation, target, errorCode, principal, reason, sourceIp } = refusal;
    const kind = JSON.stringify([operation, target, errorCode, principal?.tenant, principal?.id, reason]);
    const known = addresses.get(kind);
    const { seen } = known && known.until > now() ? known : { seen: new Set<string>() };
    if (known?.seen !== seen) put(addresses, kind, { until: now() + WINDOW_MS, seen }, now());
    const masked = maskAddress(sourceIp);
    if (seen.size < MOST_ADDRESSES) seen.add(masked);
    const key = `${kind} ${seen.has(masked) ? masked : OTHER_ADDRESSES}`;
    return kept.has(key) || hasRoom(kept, now()) ? key : OVERFLOW;
  };

  return async (refusal) => {
    const key = keyOf(refusal);
    const before = kept.get(key);
    if (before && before.until > now()) {
      before.suppressed += 1;
      return;
    }
    kept.delete(key);
    kept.set(key, { until: now() + WINDOW_MS, suppressed: 0 });
    try {
      await audit.record(eventOf(refusal, 1 + (before?.suppressed ?? 0), now()));
    } catch (error) {
      logger.error('a refusal could not be audited', { error: error instanceof Error ? error : String(error) });
    }
  };
}

/** Whether one more fits once ended entries have gone; entries are in the order of their end. */
function hasRoom(entries: Map<string, { until: number }>, now: number): boolean {
  for (const [key, { until }] of entries) {
    if (entries.size < MOST_KEPT || until > now) break;
    entries.delete(key);
  }
  return entries.size < MOST_KEPT;
}

function put<Entry extends { until: number }>(entries: Map<string, Entry>, key: string, entry: Entry, now: number) {
  entries.delete(key);
  if (hasRoom(entries, now)) entries.set(key, entry);
}

function eventOf(refusal: Refusal, count: number, now: number): AuditEvent {
  const { operation, target, errorCode, correlationId, sourceIp, principal, details } = refusal;
  return {
    argumentsHash: hashOf({}),
    argumentsProjection: {},
    ...details,
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
    outcome: 'refused',
    errorCode,
    count,
  };
}
