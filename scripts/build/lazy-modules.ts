import { join } from 'node:path';
import { build, type Metafile, type Plugin } from 'esbuild';
import { PROJECT_ROOT } from '../../lib/families.ts';

/**
 * Packages that a function imports (`await import(…)`) only if its stage uses them. Each becomes a module beside the
 * bundle, because every cold start reads the whole bundle. A package is listed with the exports that are used, which
 * CommonJS does not declare.
 */
const LAZY_PACKAGES: Readonly<Record<string, readonly string[]>> = {
  iovalkey: ['Cluster'],
};

const fileOf = (name: string) => `./${name}.mjs`;

/** Leaves the packages out of a bundle; `copyLazyModules` then puts those that it imports beside it. */
export const lazyModules: Plugin = {
  name: 'lazy-modules',
  setup({ onResolve }) {
    onResolve({ filter: new RegExp(`^(${Object.keys(LAZY_PACKAGES).join('|')})$`) }, ({ path, kind }) => {
      if (kind === 'dynamic-import') return { path: fileOf(path), external: true };
      return { errors: [{ text: `${path} has to be imported when it is used: await import('${path}').` }] };
    });
  },
};

/** Makes the modules that the bundle in `folder` imports. */
export async function copyLazyModules({ outputs }: Metafile, folder: string): Promise<void> {
  const imported = new Set(Object.values(outputs).flatMap(({ imports }) => imports.map(({ path }) => path)));
  const wanted = Object.entries(LAZY_PACKAGES).filter(([name]) => imported.has(fileOf(name)));
  await Promise.all(wanted.map(([name, used]) => bundleLazyModule({ name, used, folder })));
}

type Wanted = { name: string; used: readonly string[]; folder: string };

async function bundleLazyModule({ name, used, folder }: Wanted): Promise<void> {
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
