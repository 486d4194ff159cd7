import * as z from 'zod';
import { type ApiKeyRequest, ApiKeySummary, CreatedApiKey } from '../../schemas/api-keys.ts';
import { type AdminApi, requestAdmin } from '../approvals/connect-admin.ts';

/** Makes a key and shows it, this once. */
export async function createKey(api: AdminApi, wanted: ApiKeyRequest): Promise<string> {
  const { key, summary } = CreatedApiKey.parse(await requestAdmin(api, 'POST', '/keys', wanted));
  return [`${key}`, '', 'Keep it now: it is not shown again.', describe(summary)].join('\n');
}

/** The tenant's keys, one line each, and whom they stand for. */
export async function listKeys(api: AdminApi): Promise<string> {
  const { keys } = z.object({ keys: z.array(ApiKeySummary) }).parse(await requestAdmin(api, 'GET', '/keys'));
  return keys.length === 0 ? 'No API keys were made here.' : keys.map(describe).join('\n');
}

/** Revokes a key, with all tokens that were made with it. */
export async function revokeKey(api: AdminApi, id: string): Promise<string> {
  await requestAdmin(api, 'POST', `/keys/${encodeURIComponent(id)}/revocation`, {});
  return `${id} is revoked; it and its tokens stop working within 60 seconds.`;
}

/** Rotates the keys that sign tokens. */
export async function rotateSigningKeys(api: AdminApi, retireOld: 'overlap' | 'at-once'): Promise<string> {
  const answer = await requestAdmin(api, 'POST', '/signing-keys/rotation', { retireOld });
  const { keys } = z.object({ keys: z.array(z.string()) }).parse(answer);
  return `Published now: ${keys.join(', ')}`;
}

function describe({ id, label, principal, roles, scopes, tier, status, expiresAt }: ApiKeySummary): string {
  const until = new Date(expiresAt * 1000).toISOString().slice(0, 10);
  const may = `${roles.join(',') || 'no role'}  ${scopes.join(',') || 'no scope'}  ${tier}`;
  return `${id}  ${status}  until ${until}  ${principal}  ${may}  "${label}"`;
}
