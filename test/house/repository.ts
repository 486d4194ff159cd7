import { execFileSync } from 'node:child_process';
import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { PROJECT_ROOT } from '../../lib/families.ts';

/** Paths of all files that are, or are about to be, in the repository; relative to its root. */
export function repositoryFiles(): string[] {
  const list = ['ls-files', '-z', '--cached', '--others', '--exclude-standard'];
  const output = execFileSync('git', list, { cwd: PROJECT_ROOT, encoding: 'utf8', maxBuffer: 16 * 1024 * 1024 });
  return output.split('\0').filter((path) => path !== '' && isFile(join(PROJECT_ROOT, path)));
}

export const textOf = (path: string): string => readFileSync(join(PROJECT_ROOT, path), 'utf8');

/** False for what is listed but deleted, and for links to folders. */
function isFile(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isFile() ?? false;
}
