/**
 * The cloud under test, as a process of its own: `setup.ts` forks it, and it ends with the channel to its parent, so
 * that no process is left behind however the tests end. Its first message is the endpoints, or the reason for a failed start.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { assignPlan, savePlan } from '../../functions/platform/limits/plan-repository.ts';
import { startCloud } from '../../local/cloud.ts';
import type { Principal } from '../../schemas/invocation.ts';
import { Plan, PlanAssignment } from '../../schemas/plans.ts';
import { SILENT_ISSUER, startTestIssuer } from '../support/test-issuer.ts';
import { testAssembly } from './assembly.ts';
import { startControlServer } from './control-server.ts';
import type { Endpoints } from './endpoints.ts';
import { faultRoutes } from './fault-routes.ts';
import { startPlainIssuer } from './plain-issuer.ts';
import { plantAuditEvents } from './planted-audit.ts';
import { openLimits, operatorTables, touch } from './registry.ts';
import { startUnsteadyProvider } from './unsteady-provider.ts';

/** The message to the parent. */
export type Ready = { endpoints: Endpoints } | { failed: string };

const folder = await mkdtemp(join(tmpdir(), 'manifold-test-'));
const control = await startControlServer();
const closers: (() => unknown)[] = [() => rm(folder, { recursive: true, force: true }), () => control.stop()];

async function stop(code: number): Promise<never> {
  for (const close of closers.splice(0).reverse()) await close();
  process.exit(code);
}

function notify(message: Ready): void {
  process.send?.(message);
}

process.once('disconnect', () => void stop(0));
// Ctrl-c reaches the whole group; the parent decides when the cloud is no longer needed.
process.on('SIGINT', () => undefined);

try {
  const plain = await startPlainIssuer(join(folder, 'plain-issuer.json'));
  closers.push(() => plain.stop());
  const forge = await startTestIssuer();
  closers.push(() => forge.stop());
  control.route('tokens', async (_parts, wanted) => {
    const { claims, header } = Object(wanted);
    return { token: await forge.sign(claims, header) };
  });
  control.route('issuer-fails', async ([failing]) => {
    forge.fail(failing === 'true');
    return { failing };
  });
  const unsteady = await startUnsteadyProvider();
  closers.push(() => unsteady.stop());
  control.route('unsteady', unsteady.route);
  // Nothing listens there, so that its keys are never known.
  const silent = { ...forge.setting, name: 'silent', issuer: SILENT_ISSUER };
  const documents = new Map<string, unknown>();
  const assembly = await testAssembly(folder, {
    controlUrl: control.url,
    providerUrl: unsteady.url,
    issuers: [plain.setting, forge.setting, silent],
  });
  const cloud = await startCloud({
    assemblyDir: assembly.assemblyDir,
    fetchClientDocument: async (url) => Response.json(documents.get(String(url)), { status: 200 }),
    stateDir: join(folder, 'state'),
    port: 0,
    // Streams of subscribers that have gone hold their instances until they end, as they do on AWS.
    maxInstancesPerFunction: 30,
    sandboxesDir: join(import.meta.dirname, '../../sandboxes'),
  });
  closers.push(() => cloud.stop());
  plain.serve(cloud.mcpUrl);
  control.route('client-documents', async (_parts, document) => {
    documents.set(String(Object(document).client_id), document);
    return {};
  });
  const { apiUrl, mcpUrl, devKey, awsEndpoint, operator, sandboxes } = cloud;
  const { tables, secrets, signingSecrets, functions, buckets } = cloud;
  const registry = { client: operatorTables({ awsEndpoint, operator }), table: tables.registry ?? '' };
  control.route('changes', async ([kind]) => {
    if (kind !== 'tools' && kind !== 'prompts') throw new Error(`nothing is known of ${kind}`);
    await touch(registry, kind);
    return { changed: kind };
  });
  await plantAuditEvents({ client: registry.client, table: tables.audit ?? '' });
  await openLimits(registry);
  control.route('plans', async (_parts, plan) => savePlan(registry, Plan.parse(plan), 'test'));
  control.route('plan-assignments', async (_parts, wanted) => {
    await assignPlan(registry, PlanAssignment.parse(wanted));
    return {};
  });
  control.route('keys', async (_parts, principal) => cloud.createApiKey(principal as Partial<Principal>));
  control.route('schedules', async ([name = '']) => cloud.runSchedule(name));
  for (const [name, route] of Object.entries(faultRoutes(cloud))) control.route(name, route);
  control.route('logs', async () => cloud.logs.collected());
  const endpoints = { apiUrl, mcpUrl, devKey, awsEndpoint, operator, sandboxes };
  const named = { tables, secrets, signingSecrets, functions, buckets };
  notify({ endpoints: { ...endpoints, ...named, controlUrl: control.url, ...assembly } });
} catch (error) {
  notify({ failed: error instanceof Error ? error.message : String(error) });
  await stop(1);
}
