import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { freePort } from '../process/ports.ts';
import type { Watchdog } from '../process/watchdog.ts';
import { StartError } from '../start-error.ts';
import { encodeCommand } from './resp.ts';

export type ServerUser = {
  name: string;
  password: string /** Rights in the syntax of ACL, `~keys* +command`. */;
  access: string;
};

/** Programs that play the cache, the first that is installed. */
const PROGRAMS = ['valkey-server', 'redis-server'];
const START_MS = 10_000;

/**
 * Starts a cluster of one node without persistence.
 * @param announcePort port under which clients find the node, which is that of the proxy before it
 * @returns the port of the server.
 * @throws StartError if no program is installed that can play the cache.
 */
export async function startServer(options: {
  watchdog: Watchdog;
  directory: string;
  users: readonly ServerUser[];
  adminPassword: string;
  announcePort: number;
}): Promise<number> {
  const { watchdog, directory, users, adminPassword, announcePort } = options;
  // The cluster file of an earlier run names another port.
  rmSync(directory, { recursive: true, force: true });
  mkdirSync(directory, { recursive: true });
  const port = await freePort();
  const settings = [
    ...['bind 127.0.0.1', `port ${port}`, `dir ${directory}`, 'save ""', 'appendonly no', 'daemonize no'],
    ...['cluster-enabled yes', `cluster-config-file nodes.conf`, `cluster-port ${await freePort()}`],
    ...['cluster-announce-ip 127.0.0.1', `cluster-announce-port ${announcePort}`],
    ...['cluster-require-full-coverage no', `user default on >${adminPassword} ~* &* +@all`],
    ...users.map(({ name, password, access }) => `user ${name} reset on >${password} ${access}`),
  ];
  const file = join(directory, 'server.conf');
  writeFileSync(file, `${settings.join('\n')}\n`, { mode: 0o600 });
  await launch(watchdog, [file]);
  await until(async () => (await ask(port, adminPassword, ['PING'])).startsWith('+PONG'));
  await ask(port, adminPassword, ['CLUSTER', 'ADDSLOTSRANGE', '0', '16383']);
  await until(async () => (await ask(port, adminPassword, ['CLUSTER', 'INFO'])).includes('cluster_state:ok'));
  return port;
}

/** Starts the first installed program. */
async function launch(watchdog: Watchdog, args: string[]): Promise<void> {
  for (const program of PROGRAMS) {
    const child = watchdog.spawn(program, args, { stdio: 'ignore' });
    const started = await new Promise((resolve) => {
      child.once('spawn', () => resolve(true));
      child.once('error', () => resolve(false));
    });
    if (started) return;
  }
  throw new StartError(
    'The assembly has a Valkey cache, and no program here can play it: install redis-server (npm run peers), or leave the setting cache at dynamodb.',
  );
}

async function until(holds: () => Promise<boolean>): Promise<void> {
  const end = Date.now() + START_MS;
  while (Date.now() < end) {
    if (await holds().catch(() => false)) return;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  throw new StartError(`The cache did not start within ${START_MS / 1_000} seconds.`);
}

/** The answer to one command; it has to fit one packet. */
function ask(port: number, password: string, command: string[]): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect({ port, host: '127.0.0.1' });
    let text = '';
    socket.once('error', reject);
    socket.on('data', (chunk) => {
      text += chunk;
      const answer = text.split('\r\n').slice(1).join('\r\n');
      if (answer === '') return;
      socket.destroy();
      resolve(answer);
    });
    socket.write(Buffer.concat([encodeCommand(['AUTH', 'default', password]), encodeCommand(command)]));
  });
}
