import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { StartError } from '../start-error.ts';

/** Lock files that this process holds. */
const held = new Set<string>();

/**
 * Takes the state directory for this process; a lock left by a process that is gone is taken over.
 * @returns a function that gives it back.
 * @throws StartError while another local cloud holds it.
 */
export function lockState(directory: string): () => void {
  mkdirSync(directory, { recursive: true });
  const file = join(resolve(directory), 'lock');
  for (let attempt = 0; attempt < 2; attempt += 1) {
    try {
      writeFileSync(file, `${process.pid}\n`, { flag: 'wx' });
      held.add(file);
      return () => {
        held.delete(file);
        rmSync(file, { force: true });
      };
    } catch {
      const holder = holderOf(file);
      if (holder !== undefined && (holder === process.pid ? held.has(file) : isLocalCloud(holder))) {
        throw new StartError(
          `A local cloud already runs on ${directory} (process ${holder}); stop it first or choose another --state.`,
        );
      }
      rmSync(file, { force: true });
    }
  }
  throw new StartError(`The lock ${file} cannot be taken; remove the file and start again.`);
}

function holderOf(file: string): number | undefined {
  try {
    const pid = Number(readFileSync(file, 'utf8').trim());
    return Number.isInteger(pid) && pid > 0 ? pid : undefined;
  } catch {
    return undefined;
  }
}

/** Another program may have got the process id since; if /proc shows its name, only Node counts. */
function isLocalCloud(pid: number): boolean {
  try {
    process.kill(pid, 0);
  } catch {
    return false;
  }
  try {
    return /node|jest/.test(readFileSync(`/proc/${pid}/cmdline`, 'utf8'));
  } catch {
    return true;
  }
}
