import { maskAddress } from '../core/errors/mask.ts';
import type { Changer } from '../platform/audit/changes.ts';
import type { AdminRequest } from './app.ts';

/** The administrator who makes a change, as the audit trail records it. */
export function changerOf({ principal, correlationId, sourceIp }: AdminRequest): Changer {
  return {
    tenant: principal.tenant,
    principal: principal.id,
    credential: principal.credential,
    address: maskAddress(sourceIp),
    correlationId,
  };
}
