import { execFileSync, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createConnection } from 'node:net';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { freePort } from './dynamodb.ts';

/** A cluster of one node that looks like ElastiCache Serverless: cluster mode, TLS, users with rights. */
export interface TestValkey {
  readonly url: string;
  /** The certificate that signs the server's. */
  readonly ca: string;
  /** Kills the server with its contents; `restart` starts an empty one at the same address. */
  kill(): Promise<void>;
  restart(): Promise<void>;
  /** Makes the server stop answering on open connections, until `thaw`. */
  freeze(): void;
  thaw(): void;
  stop(): Promise<void>;
}

/** A user of the cluster, in the form of `ACL SETUSER`, and the password of the connection. */
export interface TestUser {
  readonly name: string;
  readonly password: string;
  /** Keys and commands, e.g. `~mf:* +hget`. */
  readonly access: string;
}

const onPath = (program: string) =>
  (process.env.PATH ?? '').split(delimiter).some((folder) => existsSync(join(folder, program)));

/** Whether the programs that a cluster needs are installed; `npm run peers` installs them. */
export const hasValkey = onPath('redis-server') && onPath('redis-cli') && onPath('openssl');

/** Starts a cluster on a free port of loopback, with redis-server in place of Valkey. */
export async function startValkey(user: TestUser): Promise<TestValkey> {
  const folder = mkdtempSync(join(tmpdir(), 'valkey-'));
  const file = (name: string) => join(folder, name);
  certificate(file('key.pem'), file('cert.pem'));
  const port = await freePort();
  const tls = ['--tls-port', `${port}`, '--port', '0', '--tls-cert-file', file('cert.pem'), '--tls-key-file'];
  const cli = (...args: string[]) =>
    execFileSync('redis-cli', ['-p', `${port}`, '--tls', '--cacert', file('cert.pem'), ...args], { encoding: 'utf8' });

  async function launch() {
    const child = spawn(
      'redis-server',
      [
        ...['--bind', '127.0.0.1', ...tls, file('key.pem'), '--tls-ca-cert-file', file('cert.pem')],
        ...['--tls-auth-clients', 'no', '--tls-cluster', 'yes', '--save', '', '--dir', folder],
        ...['--cluster-enabled', 'yes', '--cluster-config-file', `nodes-${port}.conf`],
        ...['--cluster-announce-ip', '127.0.0.1', '--cluster-require-full-coverage', 'no'],
        // The cluster's own port is 10,000 higher by default, which may exceed the highest port.
        ...['--cluster-port', `${await freePort()}`],
      ],
      { stdio: 'ignore' },
    );
    await accepting(port);
    if (!cli('cluster', 'slots').trim()) cli('cluster', 'addslotsrange', '0', '16383');
    while (!cli('cluster', 'info').includes('cluster_state:ok')) await new Promise(setImmediate);
    cli('acl', 'setuser', user.name, 'on', `>${user.password}`, ...user.access.split(' '));
    return child;
  }

  let server = await launch();
  const kill = async () => {
    const gone = new Promise((resolve) => server.once('exit', resolve));
    if (server.exitCode === null && server.signalCode === null && server.kill('SIGKILL')) await gone;
  };
  return {
    url: `rediss://127.0.0.1:${port}`,
    ca: readFileSync(file('cert.pem'), 'utf8'),
    kill,
    restart: async () => {
      server = await launch();
    },
    freeze: () => server.kill('SIGSTOP'),
    thaw: () => server.kill('SIGCONT'),
    async stop() {
      await kill();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** A self-signed certificate for loopback. */
function certificate(key: string, cert: string): void {
  execFileSync(
    'openssl',
    [
      ...['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '1'],
      ...['-subj', '/CN=localhost', '-addext', 'subjectAltName=IP:127.0.0.1', '-keyout', key, '-out', cert],
    ],
    { stdio: 'ignore' },
  );
}

/** Resolves once something listens at the port. */
async function accepting(port: number): Promise<void> {
  const tries = 500;
  for (let left = tries; left > 0; left -= 1) {
    const listening = await new Promise<boolean>((resolve) => {
      const socket = createConnection({ port, host: '127.0.0.1' });
      socket.once('connect', () => resolve(true)).once('error', () => resolve(false));
      socket.once('close', () => undefined);
      socket.once('connect', () => socket.destroy());
    });
    if (listening) return;
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  throw new Error(`redis-server does not listen at port ${port}.`);
}
