import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { build } from 'esbuild';
import { PROJECT_ROOT } from '../../lib/families.ts';
import { type Entry, findEntries } from './entries.ts';

/** A finished bundle and its size. */
export interface Bundle {
  readonly name: string;
  readonly bytes: number;
}

/** CommonJS packages inside an ES module still call `require` for Node's own modules. */
const REQUIRE_BANNER = "import{createRequire}from'node:module';const require=createRequire(import.meta.url);";

/** Parts of libraries that a function on Lambda has no use for; each substitute says why. */
const SUBSTITUTES = {
  '@aws-sdk/credential-provider-node': './scripts/build/substitutes/credentials.ts',
  '@modelcontextprotocol/server/_shims': './scripts/build/substitutes/mcp-shims.ts',
};

/**
 * Bundles every function and family into `dist/<name>/index.mjs`. The same sources give the same bytes on every
 * machine, so that an unchanged function is not published again. Bundles of removed functions are deleted.
 * @throws esbuild's BuildFailure, whose message names file and line
 */
export async function buildBundles(entries: readonly Entry[] = findEntries()): Promise<Bundle[]> {
  await rm(join(PROJECT_ROOT, 'dist'), { recursive: true, force: true });
  return Promise.all(entries.map(bundle));
}

async function bundle({ name, source }: Entry): Promise<Bundle> {
  const outfile = `dist/${name}/index.mjs`;
  const { metafile } = await build({
    entryPoints: [source],
    outfile,
    absWorkingDir: PROJECT_ROOT,
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node24',
    minify: true,
    mainFields: ['module', 'main'],
    alias: SUBSTITUTES,
    // Maps lie beside the bundle for whoever reads a trace; they are not part of what is deployed.
    sourcemap: 'external',
    sourcesContent: false,
    legalComments: 'none',
    metafile: true,
    banner: { js: REQUIRE_BANNER },
    logLevel: 'silent',
  });
  return { name, bytes: metafile.outputs[outfile]?.bytes ?? 0 };
}
