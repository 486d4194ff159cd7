import type { Services } from '../services.ts';

const startedAt = Date.now();

/** `GET /health`: the function runs, and its database answers; 503 if it does not. */
export async function health({ stage, version, epochs }: Services): Promise<Response> {
  const { status } = await check('registry', epochs);
  const uptimeSeconds = Math.round((Date.now() - startedAt) / 1000);
  if (status === 'ok') return Response.json({ status, stage, version, uptimeSeconds });
  return Response.json({ status: 'unavailable', stage, version, uptimeSeconds }, { status: 503 });
}

/** `GET /ready`: registry and secrets, which every call needs, answer; 503 with the failed checks if they do not. */
export async function readiness(services: Services): Promise<Response> {
  const checks = await Promise.all([
    check('registry', async () => {
      if ((await services.epochs()).epoch === 0) throw new Error('nothing has been seeded yet');
    }),
    check('secrets', () => services.key('audit-arguments')),
  ]);
  const ready = checks.every(({ status }) => status === 'ok');
  return Response.json(
    { status: ready ? 'ok' : 'unavailable', version: services.version, checks },
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
