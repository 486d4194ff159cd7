/**
 * `npm run bench [-- --json] [--rounds N] [--seconds N] [--connections N]`: the platform on the local cloud beside a
 * bare node:http server and the bare SDK handler, all in one run. Prints figures and ratios; judges nothing.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { measureFunctions } from './init-time.ts';
import { measureInside } from './inside.ts';
import { memoryOf, peakMemory } from './memory.ts';
import { openLimits } from './open-limits.ts';
import { prepare } from './prepare.ts';
import { type RunningCloud, startCloud, startTarget, stopAll } from './processes.ts';
import { ratiosOf } from './ratios.ts';
import { type Report, render } from './report.ts';
import { measureTargets, type Target } from './rounds.ts';
import { toolCall, toolList } from './shots.ts';

const { values } = parseArgs({
  options: {
    json: { type: 'boolean', default: false },
    rounds: { type: 'string', default: '3' },
    seconds: { type: 'string', default: '5' },
    connections: { type: 'string', default: '16' },
  },
});
const note = (line: string) => console.error(line);

const folder = mkdtempSync(join(tmpdir(), 'manifold-bench-'));
for (const signal of ['SIGINT', 'SIGTERM'] as const)
  process.once(signal, () => void cleanUp().then(() => process.exit(1)));
try {
  const report = await bench();
  console.log(values.json ? JSON.stringify(report, undefined, 2) : render(report));
} finally {
  await cleanUp();
}

async function cleanUp(): Promise<void> {
  await stopAll();
  rmSync(folder, { recursive: true, force: true });
}

async function bench(): Promise<Report> {
  note('bundling and synthesizing');
  const prepared = await prepare(folder);
  const { bundles, bundleFolder, platform, bare, buildMs, synthMs } = prepared;
  note('timing the functions');
  const functions = await measureFunctions(bundles, { bundleFolder, platform });
  note('starting');
  const cloud = await startCloud(platform, join(folder, 'state'));
  await openLimits(join(folder, 'state'));
  const targets = await targetsOf(cloud, await startCloud(bare, join(folder, 'bare-state')));
  const idle = memoryOf(cloud.pid);
  const watch = peakMemory(cloud.pid);
  const measured = await measureTargets(targets, {
    rounds: Number(values.rounds),
    seconds: Number(values.seconds),
    note,
  });
  const underLoad = watch.stop();
  note('calling the handlers directly');
  const inside = await measureInside(cloud.pid, prepared);
  const { startMs } = cloud;
  return {
    startup: { buildMs, synthMs, startMs, readyMs: buildMs + synthMs + startMs },
    functions,
    memory: { idle, underLoad },
    targets: measured,
    inside,
    ratios: ratiosOf(measured, inside),
  };
}

async function targetsOf(cloud: RunningCloud, bareCloud: RunningCloud): Promise<Target[]> {
  const connections = Number(values.connections);
  const echo = await startTarget('echo.ts');
  const sdk = await startTarget('sdk-http.ts');
  const bare = { name: 'SDK handler as a function', shot: toolCall(bareCloud.url), pid: bareCloud.pid };
  const front = { name: 'front, tools/call', shot: toolCall(cloud.url, cloud.authorization), pid: cloud.pid };
  const list = { name: 'front, tools/list', shot: toolList(cloud.url, cloud.authorization), pid: cloud.pid };
  const echoed = { ...toolCall(echo.url), expects: 'bench_add' };
  return [
    { ...bare, connections: 1 },
    { ...front, connections: 1 },
    { name: 'node:http echo', shot: echoed, pid: echo.pid, connections },
    { name: 'SDK handler on node:http', shot: toolCall(sdk.url), pid: sdk.pid, connections },
    { ...bare, connections },
    { ...list, connections },
    { ...front, connections },
  ];
}
