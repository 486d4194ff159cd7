import * as z from 'zod';
import { ENV } from '../../../../schemas/environment.ts';
import { defineTool } from '../../../kit/tool/define-tool.ts';
import { PROBED_TABLES, probeTable } from '../probe-table.ts';

const startedAt = Date.now();

/** Requirement A24: needs no authentication, reports every dependency, and nothing that helps an attacker. */
export default defineTool({
  name: 'health_check',
  version: '1.0.0',
  title: 'Health check',
  description:
    'Says whether the platform and each of its dependencies work, with its version and uptime. Needs no credentials.',
  category: 'platform',
  subcategory: 'health',
  tags: ['health', 'status'],
  examples: [{ title: 'Ask', arguments: {} }],
  public: true,
  timeoutMs: 10_000,
  annotations: { readOnly: true, destructive: false, idempotent: true, openWorld: false },
  input: z.object({}),
  output: z.object({
    status: z.enum(['ok', 'degraded']).describe('ok: every dependency answers'),
    version: z.string(),
    uptime_seconds: z.int().describe('Since the instance that answers was started'),
    dependencies: z.array(z.object({ name: z.string(), status: z.enum(['ok', 'failed']), latency_ms: z.int() })),
  }),
  execute: async (_input, { signal }) => {
    const dependencies = await Promise.all(PROBED_TABLES.map((table) => probeTable(table, signal)));
    return {
      data: {
        status: dependencies.every(({ status }) => status === 'ok') ? ('ok' as const) : ('degraded' as const),
        version: process.env[ENV.VERSION] ?? 'unknown',
        uptime_seconds: Math.round((Date.now() - startedAt) / 1000),
        dependencies,
      },
    };
  },
});
