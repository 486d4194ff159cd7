import { platformHealth } from '../../platform/health/platform-health.ts';
import type { Services } from '../services.ts';

const startedAt = Date.now();

/** `GET /health`: the function runs, and its database answers; 503 if it does not. The uptime is that of the instance. */
export async function health({ stage, version, epochs }: Services): Promise<Response> {
  const { status } = await check('registry', epochs);
  const uptimeSeconds = Math.round((Date.now() - startedAt) / 1000);
  if (status === 'ok') return Response.json({ status, health: 'healthy', stage, version, uptimeSeconds });
  const failed = { status: 'unavailable', health: 'unhealthy', stage, version, uptimeSeconds };
  return Response.json(failed, { status: 503 });
}

/**
 * `GET /ready`: everything that a call needs answers, which is the registry with its contents, secrets and every table; 503
 * with the failed checks if something does not. A failing provider is named, but the endpoint is ready without it.
 */
export async function readiness(services: Services): Promise<Response> {
  const [{ health: word, tables, providers, uptimeSeconds }, ...checks] = await Promise.all([
    platformHealth(services.state),
    check('registry', async () => {
      if ((await services.epochs()).epoch === 0) throw new Error('nothing has been seeded yet');
    }),
    check('secrets', () => services.key('audit-arguments')),
  ]);
  const all = [...checks, ...tables.map(({ name, status, latencyMs }) => ({ name, status, latencyMs }))];
  const ready = all.every(({ status }) => status === 'ok');
  return Response.json(
    {
      status: ready ? 'ok' : 'unavailable',
      health: ready ? word : 'unhealthy',
      version: services.version,
      ...(uptimeSeconds === undefined ? {} : { uptimeSeconds }),
      checks: all,
      providers,
    },
    { status: ready ? 200 : 503 },
  );
}

async function check(name: string, probe: () => Promise<unknown>) {
  const since = Date.now();
  try {
    await probe();
    return { name, status: 'ok', latencyMs: Date.now() - since };
  } catch {
    return { name, status: 'failed', latencyMs: Date.now() - since };
  }
}
