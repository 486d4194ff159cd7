import { chmodSync, lstatSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

/** Rights of everybody but the owner. */
const OF_OTHERS = 0o077;

/** Has everything that this process and its children make from now on belong to its owner alone. */
export function keepPrivate(): void {
  process.umask(OF_OTHERS);
}

/** Takes the rights of others away from a folder and all that is in it, such as what an earlier version left there. */
export function makePrivate(path: string): void {
  const stats = lstatSync(path);
  if (stats.isSymbolicLink()) return;
  if (stats.mode & OF_OTHERS) chmodSync(path, stats.mode & ~OF_OTHERS);
  if (stats.isDirectory()) for (const entry of readdirSync(path)) makePrivate(join(path, entry));
}
