import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, relative } from 'node:path';
import { PROJECT_ROOT } from '../../lib/families.ts';
import { ScaffoldError } from './scaffold-error.ts';

/** Contents by absolute path. */
export type Files = Record<string, string>;

/**
 * Writes new files and changed ones, formats them and names them.
 * @throws ScaffoldError where a new file is already there; nothing is written then
 */
export function writeFiles({ created, changed }: { created: Files; changed: Files }): void {
  for (const path of Object.keys(created)) {
    if (existsSync(path)) throw new ScaffoldError(`${shown(path)} is already there: choose another name.`);
  }
  const files = { ...created, ...changed };
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, content);
  }
  format(Object.keys(files));
  for (const path of Object.keys(created)) console.log(`created  ${shown(path)}`);
  for (const path of Object.keys(changed)) console.log(`changed  ${shown(path)}`);
}

export const shown = (path: string) => relative(PROJECT_ROOT, path);

/** Sorts imports and breaks lines as the repository does. */
function format(paths: string[]): void {
  const biome = join(dirname(createRequire(import.meta.url).resolve('@biomejs/biome/package.json')), 'bin/biome');
  const { status, stderr } = spawnSync(process.execPath, [biome, 'check', '--write', ...paths], {
    cwd: PROJECT_ROOT,
    encoding: 'utf8',
  });
  if (status !== 0) throw new ScaffoldError(`The files are written, but Biome finds fault with them: ${stderr.trim()}`);
}
