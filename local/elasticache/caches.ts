import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import type { Server } from 'node:tls';
import { arnOf } from '../account.ts';
import { AwsError } from '../aws/service.ts';
import { AccessDenied, type Authoriser } from '../iam/authoriser.ts';
import type { Identities } from '../identity/identities.ts';
import type { Logs } from '../log.ts';
import { freePort, listen } from '../process/ports.ts';
import type { Watchdog } from '../process/watchdog.ts';
import { sha256 } from '../signature/canonical-request.ts';
import { presignedSigner } from '../signature/presigned.ts';
import { refusals } from '../signature/refusals.ts';
import { StartError } from '../start-error.ts';
import { type Certificate, makeCertificate } from './certificate.ts';
import { createCacheProxy } from './proxy.ts';
import { startServer } from './valkey-server.ts';

/** `AWS::ElastiCache::User` that signs in with IAM. */
export type CacheUser = { id: string; name: string; access: string };
/** Address of a cache. */
export type CacheAddress = { address: string; port: number };

/** Longest life of a token (ElastiCache User Guide, "Authenticating with IAM"). */
const MAX_EXPIRES_SECONDS = 900;

type Parts = { directory: string; watchdog: Watchdog; identities: Identities; authoriser: Authoriser; logs: Logs };

/**
 * Serverless caches of the assembly: a server in cluster mode behind TLS, open to users with an IAM token whose
 * signer may `elasticache:Connect` to cache and user. A restart empties them.
 */
export class Caches {
  private readonly parts: Parts;
  private readonly users = new Map<string, CacheUser>();
  private readonly groups = new Map<string, string[]>();
  private readonly running = new Map<string, { address: CacheAddress; proxy: Server }>();
  private certificate: Certificate | undefined;

  constructor(parts: Parts) {
    this.parts = parts;
  }

  defineUser(user: CacheUser): void {
    this.users.set(user.id, user);
  }

  defineGroup(id: string, userIds: string[]): void {
    this.groups.set(id, userIds);
  }

  /**
   * Starts a cache, unless it runs already.
   * @throws StartError if the programs for it are missing.
   */
  async ensure(name: string, groupId: string): Promise<CacheAddress> {
    const known = this.running.get(name);
    if (known) return known.address;
    const users = (this.groups.get(groupId) ?? []).flatMap((id) => this.users.get(id) ?? []);
    if (users.length === 0)
      throw new StartError(`The cache ${name} has no users, so no function could connect to it; add one.`);
    this.certificate ??= makeCertificate(join(this.parts.directory, 'tls'));
    const { certificate } = this;
    const passwords = new Map(users.map((user) => [user.name, randomBytes(24).toString('hex')]));
    const announcePort = await freePort();
    const port = await startServer({
      watchdog: this.parts.watchdog,
      directory: join(this.parts.directory, name),
      users: users.map((user) => ({ ...user, password: passwords.get(user.name) ?? '' })),
      adminPassword: randomBytes(24).toString('hex'),
      announcePort,
    });
    const proxy = createCacheProxy({
      certificate,
      port,
      admit: (userName, token) => {
        const user = users.find((one) => one.name === userName);
        return user && this.mayConnect({ name, user, token }) ? passwords.get(user.name) : undefined;
      },
    });
    await listen(proxy, announcePort);
    const address = { address: '127.0.0.1', port: announcePort };
    this.running.set(name, { address, proxy });
    return address;
  }

  /** Variables by which functions trust the certificate; empty if there is no cache. */
  environment(): Record<string, string> {
    return this.certificate ? { NODE_EXTRA_CA_CERTS: this.certificate.caFile } : {};
  }

  stop(): void {
    for (const { proxy } of this.running.values()) proxy.close();
  }

  /** Whether a token is a request to connect, signed by a role that may connect (ElastiCache User Guide, "Authenticating with IAM"). */
  private mayConnect({ name, user, token }: { name: string; user: CacheUser; token: string }): boolean {
    const { identities, authoriser, logs } = this.parts;
    const at = token.indexOf('/?');
    const query = new URLSearchParams(token.slice(at + 2));
    const names = token.slice(0, at) === name && query.get('Action') === 'connect' && query.get('User') === user.name;
    if (!names || query.get('ResourceType') !== 'ServerlessCache') return false;
    try {
      const signed = { method: 'GET', url: token.slice(at), headers: { host: name } };
      const identity = presignedSigner(identities, signed, {
        now: Date.now(),
        service: 'elasticache',
        maxExpiresSeconds: MAX_EXPIRES_SECONDS,
        payloadHash: sha256(''),
        refuse: refusals('elasticache', 'json-1.1'),
      });
      for (const resource of [`serverlesscache:${name}`, `user:${user.id}`])
        authoriser.check({ identity, action: 'elasticache:Connect', resource: arnOf('elasticache', resource) });
      return true;
    } catch (error) {
      if (!(error instanceof AwsError) && !(error instanceof AccessDenied)) throw error;
      logs.write('denied', name, `cache ${name} refused a connection as ${user.name}: ${error.message}`);
      return false;
    }
  }
}
