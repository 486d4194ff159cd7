import type { APIGatewayProxyEvent } from 'aws-lambda';
import * as z from 'zod';
import { ManifoldError } from '../core/errors/manifold-error.ts';
import { maskAddress } from '../core/errors/mask.ts';
import { problem } from '../core/errors/problem.ts';
import { auditedChange } from '../platform/audit/changes.ts';
import { requireAdminScope } from '../platform/identity/administrator.ts';
import { principalFrom } from '../platform/identity/authorizer-context.ts';
import { parseJsonBody } from '../platform/input/parse-json.ts';
import { publicKeySet, type Retirement, type SigningKey } from '../platform/platform-tokens/signing-keys.ts';
import type { TokenServices } from './services.ts';

/** Body of `POST /api/v1/admin/signing-keys/rotation`. */
const Rotation = z.strictObject({ retireOld: z.enum(['overlap', 'at-once']).default('overlap') });

/**
 * Rotates the signing keys by hand, for administrators: with `{ "retireOld": "at-once" }` after a leak, which ends every
 * token that was ever signed. Answers with the ids of the keys that are published now.
 */
export async function rotateKeys(services: TokenServices, event: APIGatewayProxyEvent): Promise<Response> {
  const { requestId: correlationId, authorizer, identity } = event.requestContext;
  try {
    const principal = principalFrom(authorizer);
    requireAdminScope(principal);
    const { roles, tenant, id, credential } = principal;
    if (!roles.includes('admin')) throw new ManifoldError('E1004', 'Signing keys are for the role admin.');
    const retirement = retirementOf(event.body ?? '');
    const idsOf = (set: readonly SigningKey[]) => publicKeySet(set, services.now()).keys.map(({ kid }) => kid);
    const who = { tenant, principal: id, credential, correlationId, address: maskAddress(identity.sourceIp) };
    const change = {
      operation: 'signing-keys/rotate' as const,
      target: 'signing-keys',
      before: { published: idsOf(await services.keys.current()) },
      after: { retireOld: retirement },
    };
    const keys = await auditedChange(services.audit, who, change, async () => {
      const published = idsOf(await services.keys.rotate(retirement));
      return { result: published, after: { retireOld: retirement, published } };
    });
    return Response.json({ keys });
  } catch (thrown) {
    return problem(thrown, { correlationId, showTrace: services.showTraces });
  }
}

function retirementOf(body: string): Retirement {
  const rotation = Rotation.safeParse(body === '' ? {} : parseJsonBody(body));
  if (rotation.success) return rotation.data.retireOld;
  throw new ManifoldError('E2004', '"retireOld" is not valid.', {
    details: { field: 'retireOld', expectedFormat: '{ "retireOld": "overlap" | "at-once" }' },
  });
}
