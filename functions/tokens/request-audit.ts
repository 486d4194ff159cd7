import { randomUUID } from 'node:crypto';
import type { AuditEvent } from '../../schemas/audit-event.ts';
import type { ApiKeyRecord } from '../../schemas/identity-records.ts';
import type { Principal } from '../../schemas/invocation.ts';
import { PLATFORM } from '../../schemas/keys.ts';
import { maskAddress } from '../core/errors/mask.ts';
import { hashOf } from '../core/json/canonical.ts';
import type { AuditTrail } from '../platform/audit/audit-trail.ts';
import type { Refusal } from '../platform/audit/refusals.ts';
import type { OAuthError, OAuthErrorCode, Refused } from './oauth-error.ts';

/** The audit events of one request to the token endpoint. They never hold a token or a secret. */
export interface RequestAudit {
  /** Call it before anything is changed or issued. */
  intent(who: Refused, facts: Facts): Promise<void>;
  /** Call it before the answer is sent. */
  done(who: Refused, facts: Facts): Promise<void>;
  /** Call it before the refusal is sent, which happens even if the event cannot be written. */
  refused(error: OAuthError): Promise<void>;
}

/** The audit trail of the token endpoint. */
export interface TokenTrail {
  readonly audit: AuditTrail;
  /** Records refusals, many equal ones as one event (platform/audit/refusals.ts), since they need no credential. */
  readonly refused: (refusal: Refusal) => Promise<void>;
}

/** Facts about the request that are not secret. */
export type Facts = Readonly<Record<string, string>>;

export interface RequestFacts {
  operation: Extract<AuditEvent['operation'], 'auth/token' | 'auth/revoke'>;
  target: string;
  correlationId: string;
  sourceIp: string;
}

/** The client before it is known. */
const NOBODY: Refused = { tenant: PLATFORM, principal: 'anonymous', credential: 'none' };

const CATALOGUE: Record<OAuthErrorCode, NonNullable<AuditEvent['errorCode']>> = {
  invalid_request: 'E2001',
  invalid_client: 'E1002',
  invalid_grant: 'E1002',
  unsupported_grant_type: 'E2001',
  invalid_scope: 'E1004',
  invalid_target: 'E1004',
  unsupported_token_type: 'E2001',
};

export function requestAudit(trail: TokenTrail, request: RequestFacts): RequestAudit {
  const { operation, target, correlationId, sourceIp } = request;
  const callId = randomUUID();
  const record = (who: Refused, facts: Facts, rest: Pick<AuditEvent, 'phase' | 'outcome' | 'errorCode'>) =>
    trail.audit.record({
      callId,
      at: new Date().toISOString(),
      correlationId,
      ...who,
      address: maskAddress(sourceIp),
      operation,
      target,
      argumentsHash: hashOf(facts),
      argumentsProjection: facts,
      ...rest,
    });
  return {
    intent: (who, facts) => record(who, facts, { phase: 'intent' }),
    done: (who, facts) => record(who, facts, { phase: 'outcome', outcome: 'ok' }),
    refused: ({ code, reason, refused }) => {
      const { tenant, principal: id, credential } = refused ?? NOBODY;
      const facts = { error: code, reason };
      return trail.refused({
        operation,
        target,
        errorCode: CATALOGUE[code],
        correlationId,
        sourceIp,
        principal: { tenant, id, credential },
        reason: `${code}: ${reason}`,
        details: { argumentsHash: hashOf(facts), argumentsProjection: facts },
      });
    },
  };
}

/** The principal of a key or a refresh token, as the audit trail records it. */
export function auditedAs({ tenant, id }: Principal, credential: ApiKeyRecord['id']): Refused {
  return { tenant, principal: id, credential };
}
