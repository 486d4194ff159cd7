import { auditSortKey } from '../../../schemas/keys.ts';
import type { SealedEvent } from '../../../schemas/sealed-audit.ts';
import { windowOf } from './windows.ts';

/** What the order of events looks at. */
export type EventId = Pick<SealedEvent, 'tenant' | 'at' | 'callId' | 'phase' | 'nonce'>;

/** By time, then by tenant. Events of one tenant sort as their keys do in the audit table. */
export function byTime(a: EventId, b: EventId): number {
  return compare(auditSortKey(a), auditSortKey(b)) || compareBytes(a.tenant, b.tenant);
}

/** By tenant, then by time: the order in which a window is read from the table. */
export function byTenant(a: EventId, b: EventId): number {
  return compareBytes(a.tenant, b.tenant) || compare(auditSortKey(a), auditSortKey(b));
}

/**
 * The order of records in a window: events of the window itself, then those that came late, from the newest of their
 * windows to the oldest; within a window by tenant, then by time. No two records are equal in it.
 */
export function inWindow(a: EventId, b: EventId): number {
  return windowFrom(b) - windowFrom(a) || byTenant(a, b);
}

const windowFrom = ({ at }: EventId) => windowOf(Date.parse(at)).from;

const compare = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0);

/** By UTF-8 bytes, as DynamoDB sorts: tenants may be any text. */
const compareBytes = (a: string, b: string) => (a === b ? 0 : Buffer.compare(Buffer.from(a), Buffer.from(b)));
