import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';

/** A way to the administrators' API. */
export interface AdminApi {
  url: string;
  key: string;
}

const Endpoints = z.object({ apiUrl: z.url() });
const Keys = z.object({ key: z.string(), operatorKey: z.string() });

/** The two people of the local cloud: who develops is an administrator, who operates decides for the other. */
export type LocalPerson = 'developer' | 'operator';

/**
 * The API that is named, else that of the local cloud that runs here; the credential is MANIFOLD_API_KEY, else the key
 * of a person of the local cloud.
 *
 * @throws {Error} in one sentence where something is missing
 */
export function connectAdmin(
  { url, stateDir }: { url?: string; stateDir: string },
  person: LocalPerson = 'operator',
): AdminApi {
  const endpoints = join(stateDir, 'endpoints.json');
  if (url === undefined && !existsSync(endpoints)) {
    throw new Error(
      'No local cloud runs here: start it with npm start, or name the API of a deployed stage with --url.',
    );
  }
  const key =
    process.env.MANIFOLD_API_KEY ?? (url === undefined ? localKey(join(stateDir, 'dev-key.json'), person) : undefined);
  if (key === undefined) throw new Error('Set MANIFOLD_API_KEY to the API key of an administrator or operator.');
  return { url: url ?? Endpoints.parse(JSON.parse(readFileSync(endpoints, 'utf8'))).apiUrl, key };
}

function localKey(file: string, person: LocalPerson): string {
  const { key, operatorKey } = Keys.parse(JSON.parse(readFileSync(file, 'utf8')));
  return person === 'developer' ? key : operatorKey;
}

/**
 * One request of the administrators' API.
 * @throws {Error} with the detail of the problem that the API answered
 */
export async function requestAdmin(
  { url, key }: AdminApi,
  method: 'GET' | 'POST',
  path: string,
  body?: unknown,
): Promise<unknown> {
  const response = await fetch(`${url}/api/v1/admin${path}`, {
    method,
    headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const answer: unknown = await response.json();
  if (response.ok) return answer;
  const { detail } = z.looseObject({ detail: z.string().optional() }).parse(answer);
  throw new Error(detail ?? `The API answered ${response.status}.`);
}
