import { randomUUID } from 'node:crypto';
import { ApiKeyRequest, type ApiKeySummary, type CreatedApiKey } from '../../schemas/api-keys.ts';
import { listApiKeys, revokeApiKey, storeApiKey } from '../runtime/api-keys/api-key-repository.ts';
import { draftApiKey } from '../runtime/api-keys/new-api-key.ts';
import { ManifoldError } from '../runtime/errors/manifold-error.ts';
import { maskAddress } from '../runtime/errors/mask.ts';
import { parseJson } from '../runtime/input/parse-json.ts';
import { hashOf } from '../runtime/json/canonical.ts';
import type { AdminRequest, AdminServices } from './app.ts';

const nowSeconds = () => Math.floor(Date.now() / 1000);

/**
 * `POST /keys`: makes an API key and shows it, this once. Audited before it is stored.
 * @throws {ManifoldError} E1004 where it asks for more than its creator has, E2004 for another body
 */
export async function createKey(services: AdminServices, request: AdminRequest): Promise<CreatedApiKey> {
  requireAdmin(request);
  const wanted = requestOf(request.body);
  const { key, record, summary } = draftApiKey(wanted, request.principal, nowSeconds());
  const { label, principal, roles, scopes, tier, expiresAt } = summary;
  await audit(services, request, {
    operation: 'keys/create',
    id: record.id,
    facts: { label, principal, roles, scopes, tier, expiresAt },
  });
  await storeApiKey(services.identity, record, summary);
  return { key, summary };
}

/** `GET /keys`: the API keys of the caller's tenant that were made here, without their hashes. */
export async function listKeys({ identity }: AdminServices, request: AdminRequest): Promise<{ keys: ApiKeySummary[] }> {
  requireAdmin(request);
  return { keys: await listApiKeys(identity, request.principal.tenant, nowSeconds()) };
}

/**
 * `POST /keys/{id}/revocation`: the key, and every token made with it, stops working within 60 s.
 * @throws {ManifoldError} E4007 where the tenant has no such key
 */
export async function revokeKey(
  services: AdminServices,
  request: AdminRequest,
): Promise<Pick<ApiKeySummary, 'id' | 'status'>> {
  requireAdmin(request);
  const { tenant, id: by } = request.principal;
  const id = request.params.id ?? '';
  await audit(services, request, { operation: 'keys/revoke', id, facts: {} });
  await revokeApiKey(services.identity, { tenant, id, by, nowSeconds: nowSeconds() });
  return { id, status: 'revoked' };
}

type Change = { operation: 'keys/create' | 'keys/revoke'; id: string; facts: Record<string, unknown> };

function audit(services: AdminServices, request: AdminRequest, { operation, id, facts }: Change): Promise<void> {
  const { principal, correlationId, sourceIp } = request;
  return services.audit.record({
    callId: randomUUID(),
    phase: 'intent',
    at: new Date().toISOString(),
    correlationId,
    tenant: principal.tenant,
    principal: principal.id,
    credential: principal.credential,
    address: maskAddress(sourceIp),
    operation,
    target: id,
    argumentsHash: hashOf({ id, ...facts }),
    argumentsProjection: facts,
  });
}

function requireAdmin({ principal }: AdminRequest): void {
  if (!principal.roles.includes('admin')) throw new ManifoldError('E1004', 'API keys are for the role admin.');
}

const EXPECTED = '{ "label", "scopes": [], "roles": [], "agent"?, "tier"?, "expiresInDays"? }';

function requestOf(body: string): ApiKeyRequest {
  const request = ApiKeyRequest.safeParse(parsed(body));
  if (request.success) return request.data;
  const [issue] = request.error.issues;
  const field = issue?.path.join('.') ?? '';
  throw new ManifoldError('E2004', `"${field || 'body'}" is not valid: ${issue?.message}.`, {
    details: { field, expectedFormat: EXPECTED },
  });
}

function parsed(body: string): unknown {
  try {
    return parseJson(body);
  } catch (cause) {
    if (cause instanceof ManifoldError) throw cause;
    throw new ManifoldError('E2001', 'The body is not valid JSON.', { cause });
  }
}
