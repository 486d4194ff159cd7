import type { SealedEvent } from '../../../schemas/sealed-audit.ts';

/** Conditions on events; an absent one holds for every event. */
export interface AuditFilter {
  /** Name of the tool, prompt or resource, or the id of what was changed. */
  readonly target?: string;
  readonly principal?: string;
  readonly operation?: string;
  /** How the call ended; `intent` if it has no outcome (yet). */
  readonly status?: string;
  /** Code of the error, `E1004`. */
  readonly code?: string;
  readonly correlationId?: string;
}

/** Whether an event fulfils the conditions. An intent that is judged alone has the status `intent`. */
export function matches(filter: AuditFilter, event: SealedEvent): boolean {
  return mayMatch(filter, event) && fits(filter.status, statusOf(event)) && fits(filter.code, event.errorCode);
}

/** Whether an event fulfils the conditions on fields that the intent and the outcome of a call have in common. */
export function mayMatch(filter: AuditFilter, event: SealedEvent): boolean {
  const { target, principal, operation, correlationId } = filter;
  return (
    fits(target, event.target) &&
    (fits(principal, event.principal) || fits(principal, event.subject)) &&
    fits(operation, event.operation) &&
    fits(correlationId, event.correlationId)
  );
}

const fits = (wanted: string | undefined, value: unknown) => wanted === undefined || wanted === value;

export const statusOf = (event: SealedEvent): string =>
  event.phase === 'intent' ? 'intent' : String(event.outcome ?? 'ok');
