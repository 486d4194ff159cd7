import { type ChildProcess, type StdioOptions, spawn } from 'node:child_process';
import { delimiter, dirname } from 'node:path';

/** Programs that run now; an interrupted run ends them before it ends itself. */
const running = new Set<ChildProcess>();

/** The Node that runs this comes first, so that programs which start `node` by its name get the same one. */
const PATH = [dirname(process.execPath), process.env.PATH].join(delimiter);

/**
 * Runs `node <args>` in the repository. Its output is passed on at once, or when the program has ended, so that the output
 * of two programs is not mixed.
 *
 * @returns the exit code; null if a signal ended the program
 */
export function runNode(args: readonly string[], output: 'at once' | 'at the end' = 'at once'): Promise<number | null> {
  return new Promise((resolve, reject) => {
    const stdio: StdioOptions = output === 'at once' ? 'inherit' : ['ignore', 'pipe', 'pipe'];
    const child: ChildProcess = spawn(process.execPath, args, { stdio, env: { ...process.env, PATH } });
    const chunks: Buffer[] = [];
    for (const stream of [child.stdout, child.stderr]) stream?.on('data', (chunk: Buffer) => chunks.push(chunk));
    running.add(child);
    child.once('error', reject);
    child.once('exit', (code) => {
      running.delete(child);
      process.stdout.write(Buffer.concat(chunks));
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
