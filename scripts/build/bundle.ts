import { copyFile, readdir, rm } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build, type Metafile } from 'esbuild';
import { PROJECT_ROOT } from '../../lib/families.ts';
import { type Entry, findEntries } from './entries.ts';
import { copyLazyModules, lazyModules } from './lazy-modules.ts';

/** A finished bundle and its size. */
export interface Bundle {
  readonly name: string;
  readonly bytes: number;
}

/** CommonJS packages inside an ES module still call `require` for Node's own modules. */
const REQUIRE_BANNER = "import{createRequire}from'node:module';const require=createRequire(import.meta.url);";

/** Smaller modules that replace modules of packages in bundles; each file says why. */
const SUBSTITUTES = {
  '@aws-sdk/credential-provider-node': join(import.meta.dirname, 'substitutes/aws-credentials.ts'),
  '@modelcontextprotocol/server/_shims': join(import.meta.dirname, 'substitutes/mcp-shims.ts'),
};

/**
 * Bundles functions into `<folder>/<name>/index.mjs`. The same sources give the same bytes on every machine, so that
 * an unchanged function is not published again. Bundles of functions that no longer exist are deleted; if a build fails,
 * the last bundles stay.
 *
 * @param options.entries the bundles to make; by default every function and family of the repository
 * @param options.folder folder of the bundles, from the root of the repository
 * @throws esbuild's BuildFailure, whose message names file and line
 *
 * @example
 * const bundles = await buildBundles(); // [{ name: 'families/kyc', bytes: 903211 }, …]
 */
export async function buildBundles(options: { entries?: readonly Entry[]; folder?: string } = {}): Promise<Bundle[]> {
  const { entries = findEntries(), folder = 'dist' } = options;
  const target = resolve(PROJECT_ROOT, folder);
  const bundles = await Promise.all(entries.map((entry) => bundle(entry, target)));
  await removeStale(target, new Set(entries.map(({ name }) => name)));
  return bundles;
}

async function bundle({ name, source }: Entry, target: string): Promise<Bundle> {
  const { metafile } = await build({
    entryPoints: [source],
    outfile: join(target, name, 'index.mjs'),
    absWorkingDir: PROJECT_ROOT,
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node24',
    minify: true,
    mainFields: ['module', 'main'],
    alias: SUBSTITUTES,
    plugins: [lazyModules],
    // Source maps are beside the bundle, for reading stack traces. Only stages that show traces deploy them.
    sourcemap: 'linked',
    sourcesContent: false,
    legalComments: 'none',
    metafile: true,
    banner: { js: REQUIRE_BANNER },
    logLevel: 'silent',
  });
  await copyCedar(metafile, join(target, name));
  await copyLazyModules(metafile, join(target, name));
  const output = Object.entries(metafile.outputs).find(([file]) => file.endsWith('index.mjs'));
  return { name, bytes: output?.[1].bytes ?? 0 };
}

/** Copies the policy engine beside the bundle that loads it: esbuild does not bundle WebAssembly. */
async function copyCedar({ inputs }: Metafile, folder: string): Promise<void> {
  if (!Object.keys(inputs).some((path) => path.includes('@cedar-policy/cedar-wasm/'))) return;
  const source = fileURLToPath(import.meta.resolve('@cedar-policy/cedar-wasm/web'));
  await copyFile(join(dirname(source), CEDAR_WASM), join(folder, CEDAR_WASM));
}

const CEDAR_WASM = 'cedar_wasm_bg.wasm';

async function removeStale(target: string, names: ReadonlySet<string>): Promise<void> {
  for (const kind of ['functions', 'families']) {
    const present = await readdir(join(target, kind)).catch(() => []);
    const stale = present.map((name) => `${kind}/${name}`).filter((name) => !names.has(name));
    await Promise.all(stale.map((name) => rm(join(target, name), { recursive: true, force: true })));
  }
}
