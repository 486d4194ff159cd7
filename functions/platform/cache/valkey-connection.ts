import type { Cluster } from 'iovalkey';

/** URL of the cache, and the user that signs in. */
export interface ValkeySettings {
  /** `rediss://host:port`; `redis://` for one without TLS, which ElastiCache does not have. */
  readonly url: string;
  readonly user?: string;
  /** Asked once per connection: tokens of IAM begin connections for 15 minutes (iam-token.ts). */
  readonly password?: () => string;
  /** CA certificate of the cache, if the system does not know it; PEM. */
  readonly ca?: string;
}

/** One connection to a cluster, made once it is wanted and kept over the invocations of an instance. */
export interface ValkeyConnection {
  /** Starts to connect, ahead of the first use. A failure shows at that use. */
  begin(): void;
  /**
   * Does one thing with the cluster.
   * @throws {Error} if the cluster cannot be reached, or takes too long
   */
  use<Result>(work: (client: Cluster) => Promise<Result>): Promise<Result>;
  close(): void;
}

/**
 * Milliseconds that one call waits for a connection, and for a command, and after which an attempt to connect is given
 * up, though no call has waited for so long.
 */
export interface ValkeyPatience {
  readonly connectMs: number;
  readonly commandMs: number;
  readonly giveUpMs: number;
}

/** The cache is to save time, so a call waits for it no longer than an answer of the database may take. */
const PATIENCE: ValkeyPatience = { connectMs: 150, commandMs: 100, giveUpMs: 1_000 };
/**
 * Milliseconds after a failure in which no call tries to connect, so that calls do not wait for a cache that is down.
 */
const REST_MS = 1_000;

/**
 * Never blocks a call for long: nothing is queued while the cluster cannot be reached, nothing is retried, and a
 * command that takes too long ends the connection (an instance that was frozen wakes up with one that is dead). The
 * client is loaded with the first connection, so that stages without Valkey do not pay for it.
 */
export function valkeyConnection(settings: ValkeySettings, patience = PATIENCE): ValkeyConnection {
  let current: Promise<Cluster> | undefined;
  let restUntil = 0;

  function drop(failed: Promise<Cluster> | undefined): void {
    failed?.then((client) => client.disconnect()).catch(() => undefined);
    if (current !== failed) return;
    current = undefined;
    restUntil = Date.now() + REST_MS;
  }

  function connection(): Promise<Cluster> {
    if (current) return current;
    if (Date.now() < restUntil) throw new Error('The cache could not be reached a moment ago.');
    const attempt = connect(settings, { patience, onEnd: () => drop(attempt) });
    current = attempt;
    attempt.catch(() => drop(attempt));
    return attempt;
  }

  return {
    begin() {
      connection().catch(() => undefined);
    },
    async use(work) {
      const attempt = connection();
      const client = await within(patience.connectMs, attempt, 'The cache was not reached in time.');
      try {
        return await within(patience.commandMs, work(client), 'The cache did not answer in time.');
      } catch (error) {
        // What the server refuses leaves the connection as it is.
        if (!(error instanceof Error && error.name === 'ReplyError')) drop(attempt);
        throw error;
      }
    },
    close() {
      current?.then((client) => client.disconnect()).catch(() => undefined);
      current = undefined;
    },
  };
}

async function connect(
  { url, user, password, ca }: ValkeySettings,
  { patience: { giveUpMs }, onEnd }: { patience: ValkeyPatience; onEnd: () => void },
): Promise<Cluster> {
  const { hostname: host, port, protocol } = new URL(url);
  const { Cluster } = await import('iovalkey');
  const client = new Cluster([{ host, port: Number(port) }], {
    lazyConnect: true,
    enableOfflineQueue: false,
    enableReadyCheck: false,
    clusterRetryStrategy: () => null,
    maxRedirections: 3,
    slotsRefreshTimeout: giveUpMs,
    // Certificates name hosts: an address in the place of the name would fit none.
    dnsLookup: (name, callback) => callback(null, name),
    redisOptions: {
      connectTimeout: giveUpMs,
      enableReadyCheck: false,
      maxRetriesPerRequest: 0,
      username: user,
      password: user === undefined ? undefined : (password?.() ?? ''),
      tls: protocol === 'rediss:' ? { ca } : undefined,
    },
  });
  // Without a listener an error of the connection would end the process; the call that it concerns learns it anyway.
  client.on('error', () => undefined);
  client.once('end', onEnd);
  try {
    await within(giveUpMs, client.connect(), 'The cache could not be reached.');
  } catch (error) {
    client.disconnect();
    throw error;
  }
  return client;
}

/** The result, or an error once the time is over; what comes later is dropped. */
async function within<Result>(milliseconds: number, work: Promise<Result>, otherwise: string): Promise<Result> {
  const { promise: late, reject } = Promise.withResolvers<never>();
  // What has come in while this instance was busy or frozen counts as in time: it is read before the refusal.
  const timer = setTimeout(() => setImmediate(() => reject(new Error(otherwise))), milliseconds);
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}
