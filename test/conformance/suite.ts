import { spawn } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { endpoints } from '../cloud/endpoints.ts';

const SUITE = dirname(createRequire(import.meta.url).resolve('@modelcontextprotocol/conformance/package.json'));
const PRELOAD = join(import.meta.dirname, 'inject-authorization.mjs');

/** One check of a scenario, as the suite writes it into checks.json. */
export interface Check {
  id: string;
  status: 'SUCCESS' | 'FAILURE' | 'WARNING' | 'SKIPPED' | 'INFO';
  errorMessage?: string;
}

export interface SuiteRun {
  /** 0 if every scored scenario passed, or failed as expected. */
  exitCode: number | null;
  /** Checks by scenario. */
  scenarios: ReadonlyMap<string, readonly Check[]>;
  /** Output of the suite. */
  output: string;
}

export interface SuiteRequest {
  readonly revision: string;
  /** API key that goes with every request. */
  readonly key: string;
  /** Path of a file in the suite's own format. */
  readonly expectedFailures?: string;
}

/** Runs the suite's scenarios of one revision against the gateway of the cloud under test. */
export async function runSuite({ revision, key, expectedFailures }: SuiteRequest): Promise<SuiteRun> {
  const { mcpUrl } = endpoints();
  const results = await mkdtemp(join(tmpdir(), 'conformance-'));
  try {
    const args = ['server', '--url', mcpUrl, '--requirements', revision, '--output-dir', results];
    const { exitCode, output } = await run(
      ['--import', PRELOAD, join(SUITE, 'dist/index.js'), ...args].concat(
        expectedFailures ? ['--expected-failures', expectedFailures] : [],
      ),
      { ...process.env, CONFORMANCE_URL: mcpUrl, CONFORMANCE_API_KEY: key },
    );
    return { exitCode, output, scenarios: await readChecks(results) };
  } finally {
    await rm(results, { recursive: true, force: true });
  }
}

/** Scenarios that count for a revision, from the requirements that the suite ships. */
export function scoredScenarios(requirements: string): string[] {
  return listUnder(requirements, 'server');
}

/** Text of the requirements of a revision. */
export function requirementsPath(revision: string): string {
  return join(SUITE, `requirements/${revision}.yaml`);
}

/** Plain entries of a top-level list in YAML, which is the form of requirements and expected failures. */
export function listUnder(yaml: string, key: string): string[] {
  const [, section = ''] = new RegExp(`^${key}:\\n((?: .*\\n|\\n)*)`, 'm').exec(`${yaml}\n`) ?? [];
  return [...section.matchAll(/^ +- (\S+)$/gm)].map(([, entry = '']) => entry);
}

async function readChecks(folder: string): Promise<Map<string, Check[]>> {
  const entries = await readdir(folder);
  const read = entries.map(async (entry): Promise<[string, Check[]]> => {
    const scenario = entry.replace(/^server-/, '').replace(/-\d{4}-\d\d-\d\dT[\d-]+Z$/, '');
    return [scenario, JSON.parse(await readFile(join(folder, entry, 'checks.json'), 'utf8'))];
  });
  return new Map(await Promise.all(read));
}

function run(args: string[], env: NodeJS.ProcessEnv): Promise<{ exitCode: number | null; output: string }> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, args, { env, stdio: ['ignore', 'pipe', 'pipe'] });
    const chunks: Buffer[] = [];
    child.stdout.on('data', (chunk) => chunks.push(chunk));
    child.stderr.on('data', (chunk) => chunks.push(chunk));
    child.once('error', reject);
    child.once('close', (exitCode) => resolve({ exitCode, output: Buffer.concat(chunks).toString() }));
  });
}
