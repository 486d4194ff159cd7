import { ApiKeyRequest, type ApiKeySummary, type CreatedApiKey } from '../../schemas/api-keys.ts';
import { ManifoldError } from '../core/errors/manifold-error.ts';
import { keyCapsOf } from '../platform/api-keys/key-caps.ts';
import { keyMakerOf } from '../platform/api-keys/key-maker.ts';
import { listApiKeys } from '../platform/api-keys/list-api-keys.ts';
import { draftApiKey } from '../platform/api-keys/new-api-key.ts';
import { revokeApiKey } from '../platform/api-keys/revoke-api-key.ts';
import { storeApiKey } from '../platform/api-keys/store-api-key.ts';
import { auditedChange } from '../platform/audit/changes.ts';
import { scopesForAudit } from '../platform/audit/known-scopes.ts';
import { UNNAMED } from '../platform/audit/unnamed.ts';
import { parseJsonBody } from '../platform/input/parse-json.ts';
import type { AdminRequest, AdminServices } from './app.ts';
import { changerOf } from './changer.ts';

const nowSeconds = () => Math.floor(Date.now() / 1000);

/**
 * `POST /keys`: makes an API key. This answer is the only one that shows it. The change is audited before it is stored.
 * @throws {ManifoldError} E1004 if the key would have more rights than its creator, E2004 if the body is not valid;
 *   also
 * the errors of `storeApiKey`
 */
export async function createKey(services: AdminServices, request: AdminRequest): Promise<CreatedApiKey> {
  requireAdmin(request);
  const wanted = requestOf(request.body);
  const now = nowSeconds();
  const maker = await keyMakerOf(services.identity, request.principal);
  const { key, record, summary } = draftApiKey(wanted, maker, now);
  const { label, principal, roles, scopes, tier, status, expiresAt, ancestors } = summary;
  const change = {
    operation: 'keys/create' as const,
    target: record.id,
    subject: principal,
    before: {},
    after: {
      status,
      label,
      roles,
      scopes: scopesForAudit(scopes, services.knownScopes),
      tier,
      expiresAt,
      parent: ancestors.at(-1),
    },
  };
  return auditedChange(services.audit, changerOf(request), change, async () => {
    const caps = await keyCapsOf(services.registry, record.principal);
    await storeApiKey(services.identity, { record, summary }, { maker, caps, nowSeconds: now });
    return { result: { key, summary } };
  });
}

/** `GET /keys`: the API keys of the caller's tenant that this API made, as a tree, without their hashes. */
export async function listKeys({ identity }: AdminServices, request: AdminRequest): Promise<{ keys: ApiKeySummary[] }> {
  requireAdmin(request);
  return { keys: await listApiKeys(identity, request.principal.tenant, nowSeconds()) };
}

/**
 * `POST /keys/{id}/revocation`: the key, and every key and token that was made with it, stops working within 60 s.
 * @throws {ManifoldError} the errors of `revokeApiKey`
 */
export async function revokeKey(
  services: AdminServices,
  request: AdminRequest,
): Promise<Pick<ApiKeySummary, 'id' | 'status'>> {
  requireAdmin(request);
  const { tenant } = request.principal;
  const id = request.params.id ?? '';
  const known = (await listApiKeys(services.identity, tenant, nowSeconds())).find((key) => key.id === id);
  const { principal, status, roles, scopes, tier, expiresAt } = known ?? {};
  const change = {
    operation: 'keys/revoke' as const,
    // An id that is not one of a key may be any text, so it is not recorded.
    target: known ? id : UNNAMED,
    subject: principal,
    before: { status, roles, scopes: scopes && scopesForAudit(scopes, services.knownScopes), tier, expiresAt },
    after: { status: 'revoked' },
  };
  return auditedChange(services.audit, changerOf(request), change, async () => {
    await revokeApiKey(services.identity, { id, by: request.principal, nowSeconds: nowSeconds() });
    return { result: { id, status: 'revoked' as const } };
  });
}

function requireAdmin({ principal }: AdminRequest): void {
  if (!principal.roles.includes('admin')) throw new ManifoldError('E1004', 'Only the role admin may manage API keys.');
}

const EXPECTED = '{ "label", "scopes": [], "roles": [], "agent"?, "tier"?, "expiresInDays"? }';

function requestOf(body: string): ApiKeyRequest {
  const request = ApiKeyRequest.safeParse(parseJsonBody(body));
  if (request.success) return request.data;
  const [issue] = request.error.issues;
  const field = issue?.path.join('.') ?? '';
  throw new ManifoldError('E2004', `"${field || 'body'}" is not valid: ${issue?.message}.`, {
    details: { field, expectedFormat: EXPECTED },
  });
}
