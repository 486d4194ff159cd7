import { copyFileSync, cpSync, existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { AssetHashType, DockerImage } from 'aws-cdk-lib';
import { Code } from 'aws-cdk-lib/aws-lambda';
import type { Construct } from 'constructs';
import { PROJECT_ROOT } from './families.ts';

/** A bundle that synthesis needs is missing. */
export class BundleError extends Error {
  override readonly name = 'BundleError';
}

/** Context key for a folder of bundles that replaces `dist`; tests use it. */
export const BUNDLES_CONTEXT = 'manifold:bundles';

/**
 * Folder of a finished bundle.
 * @param scope any construct of the app
 * @param name path below `dist/`, e.g. `functions/front` or `families/kyc`
 * @throws BundleError if scripts/build.ts has not made it
 */
export function bundleFolder(scope: Construct, name: string): string {
  const folder = resolve(PROJECT_ROOT, scope.node.tryGetContext(BUNDLES_CONTEXT) ?? 'dist', name);
  if (!existsSync(join(folder, 'index.mjs'))) {
    throw new BundleError(`The bundle dist/${name}/index.mjs is missing: run \`npm run build\` first.`);
  }
  return folder;
}

interface CodeOptions {
  /** Further files: path from the root of the repository, by name beside `index.mjs`. */
  readonly files?: Readonly<Record<string, string>>;
  /** True if the source map is deployed with the bundle. */
  readonly sourceMap?: boolean;
}

/**
 * Code of a function from its bundle.
 * @throws BundleError if one of the files does not exist
 */
export function codeFrom(folder: string, { files = {}, sourceMap = false }: CodeOptions = {}): Code {
  const added = Object.entries(files).map(([name, path]) => ({ name, source: resolve(PROJECT_ROOT, path) }));
  if (added.length === 0) return Code.fromAsset(folder, { exclude: sourceMap ? [] : ['*.map'] });
  const missing = added.find(({ source }) => !existsSync(source));
  if (missing) throw new BundleError(`The file ${missing.source} does not exist; a setting of the stage names it.`);
  return Code.fromAsset(folder, {
    assetHashType: AssetHashType.OUTPUT,
    bundling: {
      // Never used: the local step below always succeeds.
      image: DockerImage.fromRegistry('scratch'),
      local: {
        tryBundle(output) {
          cpSync(folder, output, { recursive: true, filter: (path) => sourceMap || !path.endsWith('.map') });
          for (const { name, source } of added) copyFileSync(source, join(output, name));
          return true;
        },
      },
    },
  });
}
