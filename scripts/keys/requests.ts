import * as z from 'zod';
import { type ApiKeyRequest, ApiKeySummary, CreatedApiKey } from '../../schemas/api-keys.ts';
import { type AdminApi, requestAdmin } from '../command/admin-api.ts';
import type { CommandResult } from '../command/command.ts';

/** Makes a key. Its text is shown this once and is not kept. */
export async function createKey(api: AdminApi, wanted: ApiKeyRequest): Promise<CommandResult> {
  const { key, summary } = CreatedApiKey.parse(await requestAdmin(api, 'POST', '/keys', wanted));
  const text = [key, '', 'Keep it now: it is not shown again.', describe(summary)].join('\n');
  return { text, data: { key, summary } };
}

/** The tenant's keys, one line each; a key that was made with another key stands indented below that key. */
export async function listKeys(api: AdminApi): Promise<CommandResult> {
  const { keys } = z.object({ keys: z.array(ApiKeySummary) }).parse(await requestAdmin(api, 'GET', '/keys'));
  return { text: keys.map(inTree(keys)).join('\n') || 'No API keys were made here.', data: keys };
}

function inTree(keys: readonly ApiKeySummary[]): (key: ApiKeySummary) => string {
  const listed = new Set(keys.map(({ id }) => id));
  return (key) => `${'  '.repeat(key.ancestors.filter((id) => listed.has(id)).length)}${describe(key)}`;
}

/** Revokes a key, with all keys and tokens that were made with it. */
export async function revokeKey(api: AdminApi, id: string): Promise<string> {
  await requestAdmin(api, 'POST', `/keys/${encodeURIComponent(id)}/revocation`, {});
  return `${id} is revoked; it, and every key and token that was made with it, stop working within 60 seconds.`;
}

/** Rotates the keys that sign tokens; `at-once` makes every token that they signed invalid. */
export async function rotateSigningKeys(api: AdminApi, retireOld: 'overlap' | 'at-once'): Promise<string> {
  const answer = await requestAdmin(api, 'POST', '/signing-keys/rotation', { retireOld });
  const { keys } = z.object({ keys: z.array(z.string()) }).parse(answer);
  return `Published now: ${keys.join(', ')}`;
}

function describe({ id, label, principal, roles, scopes, tier, status, expiresAt, endedWith }: ApiKeySummary): string {
  const until = new Date(expiresAt * 1000).toISOString().slice(0, 10);
  const may = `${roles.join(',') || 'no role'}  ${scopes.join(',') || 'no scope'}  ${tier}`;
  const state = endedWith === undefined ? status : `${status} with ${endedWith}`;
  return `${id}  ${state}  until ${until}  ${principal}  ${may}  "${label}"`;
}
