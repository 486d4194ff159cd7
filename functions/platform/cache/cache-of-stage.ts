import { ENV } from '../../../schemas/environment.ts';
import { requireEnv } from '../../core/environment.ts';
import type { KeysOf } from '../../core/secrets/derived-key.ts';
import type { StateTable } from '../../core/state-table/state-table.ts';
import { dynamoDbCache } from './dynamodb-cache.ts';
import { iamToken } from './iam-token.ts';
import type { ResponseCache } from './response-cache.ts';
import { responseVault } from './response-vault.ts';
import { valkeyCache } from './valkey-cache.ts';
import { valkeyConnection } from './valkey-connection.ts';

/**
 * The response cache that the stage's setting chooses (lib/constructs/response-cache.ts). The connection to Valkey is
 * opened while the instance starts, so that it is ready for the first call.
 */
export function cacheOfStage(state: StateTable, key: KeysOf): ResponseCache {
  const vault = responseVault(key);
  const url = process.env[ENV.CACHE_URL];
  if (!url) return dynamoDbCache(state, vault);
  const user = requireEnv(ENV.CACHE_USER);
  const cache = requireEnv(ENV.CACHE_NAME);
  const connection = valkeyConnection({ url, user, password: () => tokenFor({ cache, user }) });
  connection.begin();
  return valkeyCache(connection, { state, vault });
}

/** A token of the function's role, whose credentials Lambda puts into the environment. */
function tokenFor(wanted: { cache: string; user: string }): string {
  const { AWS_SESSION_TOKEN: sessionToken } = process.env;
  return iamToken({
    ...wanted,
    region: requireEnv('AWS_REGION'),
    credentials: {
      accessKeyId: requireEnv('AWS_ACCESS_KEY_ID'),
      secretAccessKey: requireEnv('AWS_SECRET_ACCESS_KEY'),
      sessionToken,
    },
    now: Date.now(),
  });
}
