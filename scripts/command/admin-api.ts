import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';
import { CommandError } from './command-error.ts';
import { LOCAL_OPTIONS, readLocalCloud } from './local-cloud.ts';

/** Options of commands that ask the administrators' API. */
export const API_OPTIONS = {
  url: { type: 'text', value: 'URL', help: 'API of a deployed stage; without it, the local cloud' },
  ...LOCAL_OPTIONS,
} as const;

/** The administrators' API of a stage, and the API key that a command uses. */
export interface AdminApi {
  url: string;
  key: string;
}

const Keys = z.object({ key: z.string(), operatorKey: z.string() });

/** The two people of the local cloud: the developer is an administrator, the operator decides about the other's calls. */
export type LocalPerson = 'developer' | 'operator';

/**
 * The API that is named, else that of the local cloud. The credential is MANIFOLD_API_KEY, else the key of a person of
 * the local cloud.
 *
 * @throws {CommandError} if no API is named and no local cloud runs, or there is no key
 */
export function connectAdmin(
  { url, state }: { url?: string | undefined; state: string },
  person: LocalPerson,
): AdminApi {
  const apiUrl = url ?? readLocalCloud(state, ', or name the API of a deployed stage with --url').apiUrl;
  const key = process.env.MANIFOLD_API_KEY ?? (url === undefined ? localKey(state, person) : undefined);
  if (key !== undefined) return { url: apiUrl, key };
  throw new CommandError('Set MANIFOLD_API_KEY to the API key of an administrator or operator.');
}

function localKey(state: string, person: LocalPerson): string | undefined {
  const file = join(state, 'dev-key.json');
  if (!existsSync(file)) return undefined;
  const { key, operatorKey } = Keys.parse(JSON.parse(readFileSync(file, 'utf8')));
  return person === 'developer' ? key : operatorKey;
}

/**
 * One request of the administrators' API.
 *
 * @throws {CommandError} with the detail of the problem that the API answered
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
    body: JSON.stringify(body),
  });
  const answer: unknown = await response.json();
  if (response.ok) return answer;
  const { detail } = z.looseObject({ detail: z.string().optional() }).parse(answer);
  throw new CommandError(detail ?? `The API answered with status ${response.status}.`);
}
