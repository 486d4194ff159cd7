import { randomUUID } from 'node:crypto';
import { endpoints } from '../../../cloud/endpoints.ts';
import { answerOf, callTool, modern } from '../../../integration/support/endpoint.ts';

/** What an API key and its agents need to make keys and to use a tool of the harness. */
export const SCOPES = ['api-keys:read', 'api-keys:write', 'harness:read', 'harness:write', 'tools:list'];

/** Makes a key with another key, by the tool; each call has its own request id. */
export async function generate(key: string, args: Record<string, unknown> = {}) {
  const wanted = { name: 'Of an attack', permissions: SCOPES, ...args };
  const { structuredContent, _meta } = await callTool('generate_api_key', wanted, {
    key,
    meta: { 'manifold/idempotencyKey': randomUUID() },
  });
  return { made: structuredContent, error: _meta['manifold/error'] };
}

/** Revokes by the tool, with the confirmation that an older client sends. */
export async function revoke(key: string, args: Record<string, unknown>) {
  const asked = await callTool('revoke_api_key', args, { key });
  const confirmation_token = asked._meta['manifold/error']?.details.confirmationToken;
  const { structuredContent, _meta } =
    confirmation_token === undefined
      ? asked
      : await callTool('revoke_api_key', { ...args, confirmation_token }, { key });
  return { revoked: structuredContent, error: _meta['manifold/error'] };
}

/** A platform token for a key. */
export async function tokenFor({ key, key_id }: { key: string; key_id: string }, more: Record<string, string> = {}) {
  const response = await fetch(`${endpoints().apiUrl}/api/v1/auth/token`, {
    method: 'POST',
    body: new URLSearchParams({ grant_type: 'client_credentials', client_id: key_id, client_secret: key, ...more }),
  });
  return ((await response.json()) as { access_token?: string }).access_token ?? '';
}

/** The HTTP status with which a credential is answered. */
export const statusOf = async (key: string) => (await modern('tools/list', {}, { key })).status;

/** The keys of the caller, as the resource lists them. */
export async function keysOf(key: string) {
  const { result, error } = await answerOf(modern('resources/read', { uri: 'api-keys://me?limit=100' }, { key }));
  if (error) throw new Error(JSON.stringify(error));
  return JSON.parse(result.contents[0].text).keys as Record<string, unknown>[];
}
