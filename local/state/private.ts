import { chmodSync, lstatSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

/** Rights of all users except the owner. */
const OF_OTHERS = 0o077;

/** Makes all new files of this process and its children private to their owner. */
export function keepPrivate(): void {
  process.umask(OF_OTHERS);
}

/** Removes the rights of other users from a folder and its content, which an earlier version may have written. */
export function makePrivate(path: string): void {
  const stats = lstatSync(path);
  if (stats.isSymbolicLink()) return;
  if (stats.mode & OF_OTHERS) chmodSync(path, stats.mode & ~OF_OTHERS);
  if (stats.isDirectory()) for (const entry of readdirSync(path)) makePrivate(join(path, entry));
}
