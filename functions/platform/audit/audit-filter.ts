import type { SealedEvent } from '../../../schemas/sealed-audit.ts';

/** What is asked for; what is absent is not looked at. */
export interface AuditFilter {
  /** Name of the tool, prompt or resource, or the id of what was changed. */
  readonly target?: string;
  readonly principal?: string;
  readonly operation?: string;
  /** How it ended; `intent` for what has no outcome (yet). */
  readonly status?: string;
  /** Code of the error, `E1004`. */
  readonly code?: string;
  readonly correlationId?: string;
}

/** Whether an event is what is asked for. An intent that is to be judged alone counts as the status `intent`. */
export function matches(filter: AuditFilter, event: SealedEvent): boolean {
  const { target, principal, operation, status, code, correlationId } = filter;
  const fits = (wanted: string | undefined, value: unknown) => wanted === undefined || wanted === value;
  return (
    fits(target, event.target) &&
    (fits(principal, event.principal) || fits(principal, event.subject)) &&
    fits(operation, event.operation) &&
    fits(status, statusOf(event)) &&
    fits(code, event.errorCode) &&
    fits(correlationId, event.correlationId)
  );
}

export const statusOf = (event: SealedEvent): string =>
  event.phase === 'intent' ? 'intent' : String(event.outcome ?? 'ok');

/** Events with one line per call: its outcome, or its intent where it has none among them. */
export function onePerCall(events: readonly SealedEvent[]): SealedEvent[] {
  const ended = new Set(
    events.filter(({ phase }) => phase === 'outcome').map(({ tenant, callId }) => `${tenant}/${callId}`),
  );
  return events.filter(({ phase, tenant, callId }) => phase === 'outcome' || !ended.has(`${tenant}/${callId}`));
}
