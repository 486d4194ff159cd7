import { existsSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { lockState } from './lock.ts';

/** Empties the state directory. @throws StartError while a local cloud runs on it. */
export function resetState(directory: string): void {
  if (!existsSync(directory)) return;
  const release = lockState(directory);
  try {
    for (const entry of readdirSync(directory)) rmSync(join(directory, entry), { recursive: true, force: true });
  } finally {
    release();
  }
}
