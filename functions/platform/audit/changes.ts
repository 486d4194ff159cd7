import { randomUUID } from 'node:crypto';
import type { AuditEvent } from '../../../schemas/audit-event.ts';
import { ERROR_MEANINGS } from '../../../schemas/errors.ts';
import { toManifoldError } from '../../core/errors/manifold-error.ts';
import { hashOf } from '../../core/json/canonical.ts';
import type { AuditTrail } from './audit-trail.ts';
import { withPeople } from './people.ts';

/** The author of a change, and the request that asks for it. */
export type Changer = Pick<AuditEvent, 'tenant' | 'principal' | 'credential' | 'address' | 'correlationId'>;

export interface Change {
  readonly operation: AuditEvent['operation'];
  /** Id of what is changed. */
  readonly target: string;
  /** The tenant that it concerns, if that is not the changer's: its trail has the events. */
  readonly tenant?: string;
  /** The principal that it concerns. */
  readonly subject?: string;
  /** What is there now, as far as it changes; empty if nothing is. Ids of people stand as `{ person }`. */
  readonly before: Readonly<Record<string, unknown>>;
  /** What the change is to leave there. */
  readonly after: Readonly<Record<string, unknown>>;
}

/** The intent of a change, as the trail has it. */
export type ChangeIntent = Pick<AuditEvent, 'callId' | 'at'>;

/** What a change left, if it is not known before. */
export interface Changed<Result> {
  readonly result: Result;
  readonly after?: Readonly<Record<string, unknown>>;
}

/** Names of fields that hold free text or a secret: their values are not kept. */
const SENSITIVE = /^(label|title|description|comment|reason|effect|email|name|hash|key|secret|token|password)$/i;
export const MASKED = '(masked)';

/**
 * Makes an administrator's change: the intent is durable before, the outcome after, both with the former and the new
 * state. If the trail does not answer, nothing is changed.
 *
 * @throws {ManifoldError} E5002 if the trail does not answer; what the change throws
 */
export async function auditedChange<Result>(
  audit: AuditTrail,
  who: Changer,
  { operation, target, tenant, subject, before, after }: Change,
  make: (intent: ChangeIntent) => Promise<Changed<Result>>,
): Promise<Result> {
  const wanted = masked(after);
  const event = {
    ...who,
    ...(tenant === undefined ? {} : { tenant }),
    callId: randomUUID(),
    operation,
    target,
    ...(subject === undefined ? {} : { subject }),
    argumentsHash: hashOf(withPeople({ target, after: wanted }, () => '')),
    argumentsProjection: {},
    before: masked(before),
  };
  const at = () => new Date().toISOString();
  const startedAt = Date.now();
  const intent = { callId: event.callId, at: at() };
  await audit.record({ ...event, phase: 'intent', at: intent.at, after: wanted });
  let changed: Changed<Result>;
  try {
    changed = await make(intent);
  } catch (thrown) {
    const { code } = toManifoldError(thrown);
    const outcome = ERROR_MEANINGS[code].fault === 'platform' ? ('error' as const) : ('refused' as const);
    await audit.record({
      ...event,
      phase: 'outcome',
      at: at(),
      outcome,
      errorCode: code,
      latencyMs: Date.now() - startedAt,
    });
    throw thrown;
  }
  await audit.record({
    ...event,
    phase: 'outcome',
    at: at(),
    outcome: 'ok',
    after: masked(changed.after ?? after),
    latencyMs: Date.now() - startedAt,
  });
  return changed.result;
}

/** The value with sensitive fields masked, at any depth. */
export function masked(fields: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(fields)
      .filter(([, value]) => value !== undefined)
      .map(([name, value]) => [name, SENSITIVE.test(name) ? MASKED : withoutSensitive(value)]),
  );
}

function withoutSensitive(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutSensitive);
  return typeof value === 'object' && value !== null ? masked(value as Record<string, unknown>) : value;
}
