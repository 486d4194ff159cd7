import { type ChildProcess, spawn } from 'node:child_process';
import { delimiter, dirname } from 'node:path';

/** Programs that run now; an interrupted run ends them before it ends itself. */
const running = new Set<ChildProcess>();

/** The Node that runs this comes first, so that programs which start `node` by its name get the same one. */
const PATH = [dirname(process.execPath), process.env.PATH].join(delimiter);

/**
 * Runs `node <args>` in the repository, with the output of this program.
 *
 * @returns the exit code; null if a signal ended the program
 */
export function runNode(args: readonly string[]): Promise<number | null> {
  return new Promise((resolve, reject) => {
    const child: ChildProcess = spawn(process.execPath, args, { stdio: 'inherit', env: { ...process.env, PATH } });
    running.add(child);
    child.once('error', reject);
    child.once('exit', (code) => {
      running.delete(child);
      resolve(code);
    });
  });
}

/** Ends the programs that run and waits until they are gone. */
export async function stopChildren(): Promise<void> {
  await Promise.all(
    [...running].map((child) => {
      const gone = new Promise((resolve) => child.once('exit', resolve));
      child.kill('SIGTERM');
      return gone;
    }),
  );
}
