import { join } from 'node:path';
import { build, type Metafile, type Plugin } from 'esbuild';
import { PROJECT_ROOT } from '../../lib/families.ts';

/**
 * Packages that a function imports (`await import(…)`) only where its stage asks for them, with why. Each becomes a
 * module beside the bundle: inside it, every cold start would read it, whether or not the stage ever uses it. By name,
 * with what is used of them, since CommonJS does not tell.
 */
const APART: Readonly<Record<string, readonly string[]>> = {
  iovalkey: ['Cluster'],
  '@open-policy-agent/opa-wasm': ['loadPolicy'],
};

const fileOf = (name: string) => `./${name}.mjs`;

/** Leaves the packages out of a bundle; `copyApart` then puts beside it those that it asks for. */
export const apart: Plugin = {
  name: 'apart',
  setup({ onResolve }) {
    onResolve({ filter: new RegExp(`^(${Object.keys(APART).join('|')})$`) }, ({ path, kind }) => {
      if (kind === 'dynamic-import') return { path: fileOf(path), external: true };
      return { errors: [{ text: `${path} is to be loaded where it is used: await import('${path}').` }] };
    });
  },
};

/** Bundles what the bundle in `folder` asks for into modules beside it. */
export async function copyApart({ outputs }: Metafile, folder: string): Promise<void> {
  const imported = new Set(Object.values(outputs).flatMap(({ imports }) => imports.map(({ path }) => path)));
  const wanted = Object.entries(APART).filter(([name]) => imported.has(fileOf(name)));
  await Promise.all(wanted.map(([name, used]) => bundleApart({ name, used, folder })));
}

type Wanted = { name: string; used: readonly string[]; folder: string };

async function bundleApart({ name, used, folder }: Wanted): Promise<void> {
  await build({
    stdin: { contents: `export { ${used.join(', ')} } from '${name}';`, resolveDir: PROJECT_ROOT },
    outfile: join(folder, fileOf(name)),
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node24',
    minify: true,
    legalComments: 'none',
    // CommonJS inside an ES module still calls `require` for Node's own modules.
    banner: { js: "import{createRequire}from'node:module';const require=createRequire(import.meta.url);" },
    logLevel: 'silent',
  });
}
