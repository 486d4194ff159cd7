import { readdirSync, readFileSync } from 'node:fs';
import { Redis } from 'iovalkey';

/** The Valkey server of a local cloud on this machine. */
export interface CacheProcess {
  readonly pid: number;
  /** Ends the freshness of a tenant's cached responses. They are encrypted, so they are found by tenant alone. */
  endFreshness(tenant: string): Promise<void>;
}

/**
 * Finds the server by its parent, the process of the cloud. The settings in its working folder name its port and the
 * administrator's password, which no function has.
 *
 * @throws {Error} if the cloud has no such server, or several
 */
export function cacheProcess(cloud: number | undefined): CacheProcess {
  const [pid, ...others] = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .filter((name) => isServerOf(cloud, name))
    .map(Number);
  if (pid === undefined || others.length > 0) throw new Error(`Process ${cloud} does not have one cache server.`);
  return { pid, endFreshness: (tenant) => endFreshness(pid, tenant) };
}

function isServerOf(cloud: number | undefined, pid: string): boolean {
  try {
    const [, parent] = /^PPid:\s+(\d+)$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? [];
    return Number(parent) === cloud && /(valkey|redis)-server/.test(readFileSync(`/proc/${pid}/cmdline`, 'utf8'));
  } catch {
    // The process has ended in the meantime.
    return false;
  }
}

async function endFreshness(pid: number, tenant: string): Promise<void> {
  const settings = readFileSync(`/proc/${pid}/cwd/server.conf`, 'utf8');
  const [, port] = /^port (\d+)$/m.exec(settings) ?? [];
  const [, password = ''] = /^user default on >(\S+)/m.exec(settings) ?? [];
  const client = new Redis({ host: '127.0.0.1', port: Number(port), username: 'default', password });
  try {
    for (const key of await client.keys(`mf:{${tenant}#*`)) {
      // A response that is still being fetched has no freshness yet.
      if (await client.hexists(key, 'freshUntil')) await client.hset(key, 'freshUntil', Date.now() - 1);
    }
  } finally {
    client.disconnect();
  }
}
