import { join } from 'node:path';
import { PROJECT_ROOT } from '../../lib/families.ts';
import { type Bundle, buildBundles } from '../build/bundle.ts';
import { runNode } from './processes.ts';

/** The bundles and assemblies that the benchmark measures. */
export interface Prepared {
  readonly bundles: readonly Bundle[];
  readonly bundleFolder: string;
  readonly platform: string;
  readonly bare: string;
  readonly bareBundle: string;
  /** Milliseconds that bundling and synthesis of the platform took. */
  readonly buildMs: number;
  readonly synthMs: number;
}

const BARE: Bundle['name'] = 'functions/bare';

/**
 * Bundles and synthesizes the platform with the benchmark's family, and the bare handler, into a separate folder.
 * @param providerUrl address of the family's provider
 */
export async function prepare(folder: string, providerUrl: string): Promise<Prepared> {
  process.env.MANIFOLD_FAMILY_ROOTS = 'scripts/bench/families';
  process.env.MANIFOLD_FAMILY_SETTINGS = JSON.stringify({ bench: { PROVIDER_URL: providerUrl } });
  const bundleFolder = join(folder, 'dist');
  const started = performance.now();
  const bundles = await buildBundles({ folder: bundleFolder });
  const built = performance.now();
  const platform = join(folder, 'platform');
  const context = ['--build', 'true', '--context', `manifold:bundles=${bundleFolder}`];
  await runNode(['node_modules/aws-cdk/bin/cdk', 'synth', '--quiet', '--output', platform, ...context]);
  const synthesized = performance.now();

  const source = join(PROJECT_ROOT, 'scripts/bench/targets/bare-function.ts');
  const bareFolder = join(folder, 'bare-dist');
  await buildBundles({ folder: bareFolder, entries: [{ name: BARE, source }] });
  const bare = join(folder, 'bare');
  const bareBundle = join(bareFolder, BARE);
  await runNode(['scripts/bench/targets/bare-app.ts', bareBundle, bare]);
  return { bundles, bundleFolder, platform, bare, bareBundle, buildMs: built - started, synthMs: synthesized - built };
}
