import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, relative } from 'node:path';
import { PROJECT_ROOT } from '../../lib/families.ts';
import type { CommandResult } from '../command/command.ts';
import { CommandError } from '../command/command-error.ts';

/** Contents by absolute path. */
export type Files = Record<string, string>;

/** Paths of the files that were written, from the root of the repository. */
export interface Written {
  readonly created: readonly string[];
  readonly changed: readonly string[];
}

/**
 * Writes new files and changed ones, and formats them.
 *
 * @throws {CommandError} if a new file already exists; no file is written then
 */
export function writeFiles({ created, changed }: { created: Files; changed: Files }): Written {
  for (const path of Object.keys(created)) {
    if (existsSync(path)) throw new CommandError(`${shown(path)} already exists: choose another name.`);
  }
  const files = { ...created, ...changed };
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, content);
  }
  format(Object.keys(files));
  return { created: Object.keys(created).map(shown), changed: Object.keys(changed).map(shown) };
}

/** The files that were written, and what to do next with the family in a folder. */
export function resultOf(written: Written, family: string): CommandResult {
  const lines = [
    ...written.created.map((path) => `created  ${path}`),
    ...written.changed.map((path) => `changed  ${path}`),
    `Try it: npm run test:unit -- ${shown(family)}, then npm start.`,
  ];
  return { text: lines.join('\n'), data: written };
}

const shown = (path: string) => relative(PROJECT_ROOT, path);

/** Sorts imports and breaks lines as the repository does. */
function format(paths: string[]): void {
  const biome = join(dirname(createRequire(import.meta.url).resolve('@biomejs/biome/package.json')), 'bin/biome');
  const { status, stderr } = spawnSync(process.execPath, [biome, 'check', '--write', ...paths], {
    cwd: PROJECT_ROOT,
    encoding: 'utf8',
  });
  if (status !== 0) throw new CommandError(`The files are written, but Biome refuses them: ${stderr.trim()}`);
}
