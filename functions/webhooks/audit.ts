import { randomUUID } from 'node:crypto';
import type { AuditEvent } from '../../schemas/audit-event.ts';
import type { ErrorCode } from '../../schemas/errors.ts';
import { PLATFORM } from '../../schemas/keys.ts';
import { maskAddress } from '../core/errors/mask.ts';
import type { AuditTrail } from '../platform/audit/audit-trail.ts';
import type { Refusal } from '../platform/audit/refusals.ts';
import { UNNAMED } from '../platform/audit/unnamed.ts';
import type { EventPlace } from './received-events.ts';

export interface WebhookAudit {
  readonly target: string;
  /** Recorded before an event is queued. */
  intent(): Promise<void>;
  /** Recorded before the answer is sent. */
  done(): Promise<void>;
  /** The refusal of a request with a valid signature. A failure to record it does not hide the refusal. */
  refused(code: ErrorCode): Promise<void>;
  /** The refusal of a request without a valid signature; in a flood not each of them is written. */
  turnedAway(code: ErrorCode): Promise<void>;
}

export interface WebhookTrail {
  readonly audit: AuditTrail;
  /** Records requests without a valid signature (platform/audit/refusals.ts). */
  readonly refused: (refusal: Refusal) => Promise<void>;
}

interface WebhookFacts {
  /** Absent if there is no webhook at the path. */
  place: EventPlace | undefined;
  correlationId: string;
  sourceIp: string;
  /** SHA-256 of the body, hexadecimal: it identifies the event without its content. */
  bodyHash: string;
}

/** The audit of one request of a provider. Its tenant is not known here: only the family finds it out. */
export function webhookAudit(
  trail: WebhookTrail,
  { place, correlationId, sourceIp, bodyHash }: WebhookFacts,
): WebhookAudit {
  const callId = randomUUID();
  const startedAt = Date.now();
  const target = place ? `${place.family}/${place.source}` : UNNAMED;
  const sender = { id: `webhook:${target}`, tenant: PLATFORM, credential: 'signature' };
  const record = (rest: Pick<AuditEvent, 'phase' | 'outcome' | 'errorCode' | 'latencyMs'>) =>
    trail.audit.record({
      callId,
      at: new Date().toISOString(),
      correlationId,
      tenant: sender.tenant,
      principal: sender.id,
      credential: sender.credential,
      address: maskAddress(sourceIp),
      operation: 'webhooks/receive',
      target,
      argumentsHash: bodyHash,
      argumentsProjection: {},
      ...rest,
    });
  const outcome = () => ({ phase: 'outcome' as const, latencyMs: Date.now() - startedAt });
  return {
    target,
    intent: () => record({ phase: 'intent' }),
    done: () => record({ ...outcome(), outcome: 'ok' }),
    // The signature is valid, so the provider has sent it.
    refused: (errorCode) => record({ ...outcome(), outcome: 'refused', errorCode }).catch(() => undefined),
    turnedAway: (errorCode) =>
      trail.refused({ operation: 'webhooks/receive', target, errorCode, correlationId, sourceIp, principal: sender }),
  };
}
