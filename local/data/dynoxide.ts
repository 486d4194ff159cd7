import { once } from 'node:events';
import { connect } from 'node:net';
import { dynoxideBinary } from '../process/binaries.ts';
import { freePort } from '../process/ports.ts';
import type { Watchdog } from '../process/watchdog.ts';
import { StartError } from '../start-error.ts';

/**
 * Starts DynamoDB on SQLite with its data in `file`.
 * @returns its URL on loopback.
 * @throws StartError where it ends before it answers.
 */
export async function startDynoxide(watchdog: Watchdog, file: string): Promise<string> {
  const port = await freePort();
  const child = watchdog.spawn(dynoxideBinary(), ['--port', String(port), '--db-path', file], {
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let complaint = '';
  child.stderr?.on('data', (chunk) => {
    complaint = `${complaint}${chunk}`.slice(-400);
  });
  const failed = once(child, 'exit').then(() => {
    throw new StartError(`DynamoDB (dynoxide) ended at start: ${complaint.trim() || 'no message'}.`);
  });
  failed.catch(() => {});
  await Promise.race([accepting(port, () => child.exitCode === null), failed]);
  return `http://127.0.0.1:${port}`;
}

async function accepting(port: number, running: () => boolean): Promise<void> {
  while (running()) {
    const socket = connect(port, '127.0.0.1');
    try {
      await once(socket, 'connect');
      return;
    } catch {
      await new Promise((resolve) => setTimeout(resolve, 10));
    } finally {
      socket.destroy();
    }
  }
}
