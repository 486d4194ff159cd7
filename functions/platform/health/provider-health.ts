import { QueryCommand } from '@aws-sdk/lib-dynamodb';
import { FAILURES_TO_OPEN } from '../../../schemas/breaker.ts';
import { ENV } from '../../../schemas/environment.ts';
import { breakerKey } from '../../../schemas/keys.ts';
import { envList } from '../../core/environment.ts';
import type { StateTable } from '../../core/state-table/state-table.ts';

/** The providers of one family. Their hosts are not named: anybody may ask for the health. */
export interface ProviderHealth {
  family: string;
  /** `failing`: a circuit breaker is open; `unknown`: the state table did not answer. */
  status: 'ok' | 'failing' | 'unknown';
}

/**
 * The health of the providers of every family that has some, by their circuit breakers: what calls found out, not a call
 * of its own. One Query for each family; a provider without a recent failure has no item.
 */
export function readProviderHealth(state: StateTable, now = Date.now()): Promise<ProviderHealth[]> {
  return Promise.all(
    envList(ENV.PROVIDER_FAMILIES).map(async (family): Promise<ProviderHealth> => {
      try {
        return { family, status: (await isFailing(state, family, now)) ? 'failing' : 'ok' };
      } catch {
        return { family, status: 'unknown' };
      }
    }),
  );
}

async function isFailing({ client, table }: StateTable, family: string, now: number): Promise<boolean> {
  const { Items = [] } = await client.send(
    new QueryCommand({
      TableName: table,
      KeyConditionExpression: 'pk = :pk',
      ExpressionAttributeValues: { ':pk': breakerKey(family, '').pk },
    }),
    { abortSignal: AbortSignal.timeout(QUERY_MS) },
  );
  // DynamoDB deletes expired items late.
  return Items.some(
    ({ failures, expiresAt }) => Number(failures) >= FAILURES_TO_OPEN && Number(expiresAt) * 1000 > now,
  );
}

/** How long the state table may take. */
const QUERY_MS = 5_000;
