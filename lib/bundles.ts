import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
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

/** Code of a function from its bundle, without the source map. */
export function codeFrom(folder: string): Code {
  return Code.fromAsset(folder, { exclude: ['*.map'] });
}
