import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';

/** A way to the administrators' API. */
export interface AdminApi {
  url: string;
  key: string;
}

const Endpoints = z.object({ apiUrl: z.url() });
const Keys = z.object({ operatorKey: z.string() });

/**
 * The API that is named, else that of the local cloud that runs here; the credential is MANIFOLD_API_KEY, else the
 * operator's key of the local cloud.
 *
 * @throws {Error} in one sentence where something is missing
 */
export function connectAdmin({ url, stateDir }: { url?: string; stateDir: string }): AdminApi {
  const endpoints = join(stateDir, 'endpoints.json');
  if (url === undefined && !existsSync(endpoints)) {
    throw new Error(
      'No local cloud runs here: start it with npm start, or name the API of a deployed stage with --url.',
    );
  }
  const key =
    process.env.MANIFOLD_API_KEY ?? (url === undefined ? localKey(join(stateDir, 'dev-key.json')) : undefined);
  if (key === undefined) throw new Error('Set MANIFOLD_API_KEY to the API key of an administrator or operator.');
  return { url: url ?? Endpoints.parse(JSON.parse(readFileSync(endpoints, 'utf8'))).apiUrl, key };
}

function localKey(file: string): string {
  return Keys.parse(JSON.parse(readFileSync(file, 'utf8'))).operatorKey;
}
