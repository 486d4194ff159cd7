import * as z from 'zod';
import { ENV } from '../../../../schemas/environment.ts';
import { platformHealthClient } from '../../../kit/capabilities/platform-health-client.ts';
import { defineTool } from '../../../kit/tool/define-tool.ts';

/** Requirement A24: needs no authentication, reports every dependency, providers included, and nothing that helps an attacker. */
export default defineTool({
  name: 'health_check',
  version: '1.1.0',
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
    status: z.enum(['ok', 'degraded']).describe('ok: every table answers.'),
    health: z
      .enum(['healthy', 'degraded', 'unhealthy'])
      .describe(
        'healthy: everything works; degraded: the provider of a family fails; unhealthy: a table that every call needs does not answer.',
      ),
    version: z.string(),
    uptime_seconds: z.int().describe('Since the running version of the service was deployed.'),
    database: z.enum(['connected', 'disconnected']).describe('connected: every table answers.'),
    api_connection: z
      .enum(['connected', 'degraded', 'disconnected'])
      .describe('connected: no provider fails; degraded: some fail; disconnected: all fail.'),
    dependencies: z.array(z.object({ name: z.string(), status: z.enum(['ok', 'failed']), latency_ms: z.int() })),
    providers: z
      .array(z.object({ family: z.string(), status: z.enum(['ok', 'failing', 'unknown']) }))
      .describe('By family. failing: calls failed repeatedly, so new ones are refused for a while (E4005).'),
  }),
  execute: async () => {
    const { health, tables, providers, uptimeSeconds } = await platformHealthClient().read();
    const isConnected = tables.every(({ status }) => status === 'ok');
    const failing = providers.filter(({ status }) => status === 'failing').length;
    return {
      data: {
        status: isConnected ? ('ok' as const) : ('degraded' as const),
        health,
        version: process.env[ENV.VERSION] ?? 'unknown',
        uptime_seconds: uptimeSeconds ?? 0,
        database: isConnected ? ('connected' as const) : ('disconnected' as const),
        api_connection: connectionWord(failing, providers.length),
        dependencies: tables.map(({ name, status, latencyMs }) => ({ name, status, latency_ms: latencyMs })),
        providers,
      },
    };
  },
});

function connectionWord(failing: number, all: number): 'connected' | 'degraded' | 'disconnected' {
  if (failing === 0) return 'connected';
  return failing < all ? 'degraded' : 'disconnected';
}
