import { SEALED_TABLE } from './sealed-columns.ts';

/** A saved query over the sealed audit, in the SQL that Athena and DuckDB have in common (scripts/audit/sql/dialect.ts). */
export interface SealedQuery {
  readonly name: string;
  readonly description: string;
  readonly sql: string;
}

/** Days are a partition, so a query reads the objects of these days alone. */
const LAST_DAYS = "day >= date_format(current_date - INTERVAL '30' DAY, '%Y/%m/%d')";

export const SEALED_QUERIES: readonly SealedQuery[] = [
  {
    name: 'who-called-what',
    description: 'Calls of the last thirty days by tenant, principal and tool',
    sql: `SELECT event.tenant AS tenant, event.principal AS principal, event.target AS tool, count(*) AS calls
FROM ${SEALED_TABLE}
WHERE ${LAST_DAYS} AND event.phase = 'outcome' AND event.operation = 'tools/call'
GROUP BY 1, 2, 3
ORDER BY calls DESC, tenant, principal, tool
LIMIT 1000`,
  },
  {
    name: 'refusals-by-policy',
    description: 'Calls of the last thirty days that a policy denied, by policy and tool',
    sql: `SELECT policy, event.target AS tool, count(*) AS refusals
FROM ${SEALED_TABLE} CROSS JOIN UNNEST(event.policies) AS t(policy)
WHERE ${LAST_DAYS} AND event.phase = 'outcome' AND event.outcome = 'refused' AND event.decision = 'deny'
GROUP BY 1, 2
ORDER BY refusals DESC, policy, tool
LIMIT 1000`,
  },
  {
    name: 'spend-by-principal',
    description:
      'Sum of the amounts of successful calls of the last thirty days in minor units, by principal and currency',
    sql: `SELECT event.tenant AS tenant, event.principal AS principal,
  json_extract_scalar(event.argumentsProjection, '$.currency') AS currency,
  sum(try_cast(json_extract_scalar(event.argumentsProjection, '$.amount_minor') AS BIGINT)) AS amount_minor,
  count(*) AS calls
FROM ${SEALED_TABLE}
WHERE ${LAST_DAYS} AND event.phase = 'outcome' AND event.outcome = 'ok'
  AND json_extract_scalar(event.argumentsProjection, '$.amount_minor') IS NOT NULL
GROUP BY 1, 2, 3
ORDER BY amount_minor DESC, tenant, principal
LIMIT 1000`,
  },
  {
    name: 'latency-by-tool',
    description: 'Median, 99th percentile and number of calls of the last thirty days, by tool',
    sql: `SELECT event.target AS tool, count(*) AS calls,
  approx_percentile(event.latencyMs, 0.5) AS p50_ms,
  approx_percentile(event.latencyMs, 0.99) AS p99_ms
FROM ${SEALED_TABLE}
WHERE ${LAST_DAYS} AND event.phase = 'outcome' AND event.operation = 'tools/call' AND event.latencyMs IS NOT NULL
GROUP BY 1
ORDER BY p99_ms DESC, tool
LIMIT 1000`,
  },
];
