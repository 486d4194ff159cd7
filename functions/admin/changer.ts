import type { Changer } from '../runtime/audit/changes.ts';
import { maskAddress } from '../runtime/errors/mask.ts';
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
