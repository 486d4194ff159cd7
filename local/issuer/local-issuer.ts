import { createServer, type Server } from 'node:http';
import type Provider from 'oidc-provider';
import type { Logs } from '../log.ts';
import { listen } from '../process/ports.ts';
import { sentence } from '../start-error.ts';
import type { JsonFile } from '../state/json-file.ts';
import type { CallTrigger } from './claims.ts';
import { PasswordSignIn } from './password-sign-in.ts';
import { AUTHORIZATION_PATH, isSignIn, serveSignIn } from './sign-in.ts';
import type { StoredIssuer } from './store.ts';
import type { UserPool } from './user-pool.ts';

export type LocalIssuerOptions = {
  file: JsonFile<StoredIssuer>;
  call: CallTrigger;
  logs: Logs;
  fetchDocument?: typeof fetch;
  limits?: 'cognito';
};

/** The provider's cookies of a session, with their signature. */
const SESSION_COOKIE = /^_session(\.\w+)*=/;

/**
 * Cookies without an earlier session. Each sign-in then shows the page, so that a person can allow more or less than the
 * last time, or can be another person.
 */
function withoutSession(cookies = ''): string {
  return cookies
    .split('; ')
    .filter((cookie) => !SESSION_COOKIE.test(cookie))
    .join('; ');
}

/**
 * Plays the user pool of the assembly. It listens before the assembly is deployed, since functions name its URL;
 * the provider itself is made at the first request after a deploy.
 */
export class LocalIssuer {
  readonly url: string;
  private readonly options: LocalIssuerOptions;
  private readonly server: Server;
  private pool: UserPool | undefined;
  private provider: Provider | undefined;
  /** Signing in by Cognito's own API; absent if the assembly has no user pool. */
  passwords: PasswordSignIn | undefined;

  private constructor(options: LocalIssuerOptions, server: Server, port: number) {
    this.options = options;
    this.server = server;
    this.url = `http://127.0.0.1:${port}`;
    server.on('request', (request, response) => {
      this.serve(request, response).catch((error: unknown) => {
        options.logs.write('cloud', 'issuer', sentence(error));
        if (!response.headersSent) response.writeHead(400, { 'content-type': 'text/plain' });
        response.end('This sign-in is over or was never begun. Start again from your client.\n');
      });
    });
  }

  /** Takes the port of the last start if it is still free, because tokens and clients name the issuer by it. */
  static async start(options: LocalIssuerOptions): Promise<LocalIssuer> {
    const { file } = options;
    const before = file.get().port;
    let server = createServer();
    let port = before === undefined ? undefined : await listen(server, before).catch(() => undefined);
    if (port === undefined) {
      server = createServer();
      port = await listen(server, 0);
    }
    if (port !== before) file.set({ ...file.get(), port });
    return new LocalIssuer(options, server, port);
  }

  /** Plays this pool from now on. */
  play(pool: UserPool): void {
    this.pool = pool;
    this.provider = undefined;
    const { file, call, logs } = this.options;
    this.passwords = new PasswordSignIn({ pool, url: this.url, file, call, logs });
  }

  get isPlaying(): boolean {
    return this.pool !== undefined;
  }

  stop(): Promise<void> {
    return new Promise((resolve) => {
      this.server.close(() => resolve());
      this.server.closeAllConnections();
    });
  }

  private async serve(...[request, response]: Parameters<Parameters<typeof createServer>[1] & object>): Promise<void> {
    const { pool } = this;
    // The provider names its endpoints by the Host header, so another name would be in its metadata (DNS rebinding too).
    if (request.headers.host !== new URL(this.url).host) {
      response.writeHead(421, { 'content-type': 'text/plain' }).end(`This issuer answers at ${this.url} only.\n`);
      return;
    }
    if (!pool) {
      response.writeHead(404, { 'content-type': 'text/plain' }).end('The assembly has no user pool.\n');
      return;
    }
    this.provider ??= await this.newProvider(pool);
    const { pathname } = new URL(request.url ?? '/', this.url);
    if (pathname.startsWith(AUTHORIZATION_PATH)) request.headers.cookie = withoutSession(request.headers.cookie);
    if (isSignIn(pathname)) {
      await serveSignIn(this.provider, pool, request, response);
    } else {
      this.provider.callback()(request, response);
    }
  }

  private async newProvider(pool: UserPool): Promise<Provider> {
    // Loaded at the first sign-in, so that the start of the local cloud does not wait for it.
    const { createProvider } = await import('./provider.ts');
    const { logs, ...options } = this.options;
    const provider = createProvider({ ...options, url: this.url, pool });
    provider.on('server_error', (_, error) => logs.write('cloud', 'issuer', error.stack ?? error.message));
    return provider;
  }
}
