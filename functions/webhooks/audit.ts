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
  /** Before an event is queued. */
  intent(): Promise<void>;
  /** Before the answer leaves. */
  done(): Promise<void>;
  /** Of what a provider has signed. A trail that fails does not hide the refusal. */
  refused(code: ErrorCode): Promise<void>;
  /** Of what anybody may have sent: a flood of it costs no write each. */
  turnedAway(code: ErrorCode): Promise<void>;
}

export interface WebhookTrail {
  readonly audit: AuditTrail;
  /** Records requests without a good signature (runtime/audit/refusals.ts). */
  readonly refused: (refusal: Refusal) => Promise<void>;
}

interface WebhookFacts {
  /** Absent where the path is none of ours. */
  place: EventPlace | undefined;
  correlationId: string;
  sourceIp: string;
  /** SHA-256 of the body, hexadecimal: which event it was, not what it says. */
  bodyHash: string;
}

/** The trail of one request of a provider. Which tenant it is about only the family finds out. */
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
    // Its signature is good, so it is a provider's.
    refused: (errorCode) => record({ ...outcome(), outcome: 'refused', errorCode }).catch(() => undefined),
    turnedAway: (errorCode) =>
      trail.refused({ operation: 'webhooks/receive', target, errorCode, correlationId, sourceIp, principal: sender }),
  };
}
