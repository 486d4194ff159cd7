import { maskAddress } from '../core/errors/mask.ts';
import type { Changer } from '../platform/audit/changes.ts';
import type { AdminRequest } from './app.ts';

/** The administrator as the audit trail names it. */
export function changerOf({ principal, correlationId, sourceIp }: AdminRequest): Changer {
  return {
    tenant: principal.tenant,
    principal: principal.id,
    credential: principal.credential,
    address: maskAddress(sourceIp),
    correlationId,
  };
}
