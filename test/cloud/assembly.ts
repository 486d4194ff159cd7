import { spawn } from 'node:child_process';
import { delimiter, dirname, join } from 'node:path';

const ROOT = join(import.meta.dirname, '../..');
/** Folder of the families that only tests have, below the root of the repository. */
export const FIXTURES = 'test/fixtures/families';
/** Names the folder of the bundles, of which `npm test` builds one for all its clouds. Without it a cloud builds its own. */
export const TEST_BUNDLES = 'MANIFOLD_TEST_BUNDLES';

/** Folders of one build. */
export interface TestAssembly {
  assemblyDir: string;
  bundlesDir: string;
}

/**
 * Builds and synthesizes stage `dev` with the fixture families, outside `dist` and `cdk.out`, which belong to
 * deployments.
 * @param folder for bundles and assembly
 * @param parts.controlUrl URL at which the fixture families find the test
 * @param parts.providerUrl URL at which the family `flaky` finds its provider
 * @param parts.issuers authorization servers beside the stage's user pool
 */
export async function testAssembly(
  folder: string,
  { controlUrl, providerUrl, issuers }: { controlUrl: string; providerUrl: string; issuers: readonly unknown[] },
): Promise<TestAssembly> {
  const built = process.env[TEST_BUNDLES];
  const bundlesDir = built ?? join(folder, 'dist');
  const assemblyDir = join(folder, 'cdk.out');
  const env = {
    ...process.env,
    // The CDK starts `node` by its name, which has to find this Node.
    PATH: [dirname(process.execPath), process.env.PATH].join(delimiter),
    MANIFOLD_ISSUERS: JSON.stringify(issuers),
    // Streams that tests leave behind hold their places until they end.
    MANIFOLD_SUBSCRIPTION_STREAMS: '20',
    MANIFOLD_FAMILY_ROOTS: FIXTURES,
    MANIFOLD_FAMILY_SETTINGS: JSON.stringify({
      conformance: { CONTROL_URL: controlUrl },
      flaky: { CONTROL_URL: controlUrl, PROVIDER_URL: providerUrl },
      harness: { CONTROL_URL: controlUrl },
    }),
  };
  if (built === undefined) await run(['test/cloud/build.ts', bundlesDir], env);
  await synthesize({ stage: 'dev', bundles: bundlesDir, output: assemblyDir, env });
  return { assemblyDir, bundlesDir };
}

/** Synthesizes a stage from bundles that are built already. */
export function synthesize(options: {
  stage: string;
  bundles: string;
  output: string;
  env: NodeJS.ProcessEnv;
}): Promise<void> {
  const { stage, bundles, output, env } = options;
  const context = ['--context', `stage=${stage}`, '--context', `manifold:bundles=${bundles}`];
  // The build of cdk.json has nothing to do.
  return run(
    ['node_modules/aws-cdk/bin/cdk', 'synth', '--quiet', '--build', 'true', '--output', output, ...context],
    env,
  );
}

/** Runs a program of ours with the Node that runs this one; its output is the reason if it fails. */
function run(args: string[], env: NodeJS.ProcessEnv): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, args, { cwd: ROOT, env, stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    child.stdout.on('data', (chunk) => (output += chunk));
    child.stderr.on('data', (chunk) => (output += chunk));
    child.once('error', reject);
    child.once('close', (code) => (code === 0 ? resolve() : reject(new Error(`${args[0]} failed:\n${output}`))));
  });
}
