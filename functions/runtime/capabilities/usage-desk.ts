import { ENV } from '../../../schemas/environment.ts';
import { documentClient as client } from '../aws/document-client.ts';
import { requireEnv } from '../environment.ts';
import { type UsageRow, usageOn } from '../limits/usage-report.ts';

/** What was used, for a family with the capability `usage`. */
export interface UsageDesk {
  /** Calls of one principal by tool and tier on a day (`2026-11-21`, UTC). */
  of(whose: { tenant: string; principal: string; day: string }): Promise<UsageRow[]>;
}

export function usageDesk(): UsageDesk {
  const usage = { client, table: requireEnv(ENV.USAGE_TABLE) };
  return {
    of: async ({ tenant, principal, day }) =>
      (await usageOn(usage, { day, tenant })).filter((row) => row.principal === principal),
  };
}
