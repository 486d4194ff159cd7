import { ENV } from '../../../schemas/environment.ts';
import { documentClient as client } from '../../core/aws/document-client.ts';
import { requireEnv } from '../../core/environment.ts';
import { readUsage, type UsageQuery } from '../../platform/limits/read-usage.ts';
import { type UsageRow, usageOn } from '../../platform/limits/usage-report.ts';

export type { UsageRow } from '../../platform/limits/usage-report.ts';

/** What was used, for a family with the capability `usage`. */
export interface UsageClient {
  /** Calls of one principal by tool and tier on a day (`2026-11-21`, UTC). */
  of(whose: { tenant: string; principal: string; day: string }): Promise<UsageRow[]>;
  /**
   * The same over days, oldest first; this month until today, where none is named.
   * @throws {ManifoldError} E2004 for days that are none, or more than are kept
   */
  between(query: UsageQuery): Promise<UsageRow[]>;
}

export function usageClient(): UsageClient {
  const usage = { client, table: requireEnv(ENV.USAGE_TABLE) };
  return {
    of: async ({ tenant, principal, day }) =>
      (await usageOn(usage, { day, tenant })).filter((row) => row.principal === principal),
    between: (query) => readUsage(usage, query),
  };
}
