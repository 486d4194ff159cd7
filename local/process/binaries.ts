import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { StartError } from '../start-error.ts';

const require = createRequire(import.meta.url);

/** The Node 24 that functions run on, whatever Node runs the local cloud. */
export function nodeBinary(): string {
  return inPackage('node', 'bin/node');
}

/** DynamoDB on SQLite. */
export function dynoxideBinary(): string {
  return inPackage(`@dynoxide/${process.platform}-${process.arch}`, 'dynoxide');
}

function inPackage(name: string, path: string): string {
  let folder: string;
  try {
    folder = dirname(require.resolve(`${name}/package.json`));
  } catch {
    throw new StartError(
      `The package ${name} is not installed (platform ${process.platform}-${process.arch}); run npm ci.`,
    );
  }
  const file = join(folder, path);
  if (!existsSync(file)) throw new StartError(`${file} is missing; run npm ci again.`);
  return file;
}
