import { createServer } from 'node:http';
import { join } from 'node:path';
import type { Assembly } from '../assembly/template.ts';
import type { CloudOptions } from '../cloud.ts';
import { type Database, startDynoxide } from '../data/dynoxide.ts';
import type { Credentials } from '../identity/identities.ts';
import type { Logs } from '../log.ts';
import { listen } from '../process/ports.ts';
import { Watchdog } from '../process/watchdog.ts';
import { Deployment } from './deployment.ts';
import { endpointOf } from './endpoint.ts';
import { createServices, type Services } from './services.ts';

type Parts = { options: CloudOptions; stateDir: string; logs: Logs };

/** Everything behind the gateways: starts the services with their endpoint, deploys assemblies, stops it all. */
export class Control {
  readonly services: Services;
  readonly deployment: Deployment;
  readonly operator: Credentials;
  readonly database: Database;
  private readonly watchdog: Watchdog;
  private server = createServer();

  private constructor({ options, stateDir, logs }: Parts, watchdog: Watchdog, database: Database) {
    this.watchdog = watchdog;
    this.database = database;
    this.services = createServices({ options, stateDir, logs, watchdog, database });
    this.operator = this.services.identities.operator();
    this.deployment = new Deployment(this.services, options.fetchClientDocument);
  }

  /** Starts the database (or takes the one that AWS_ENDPOINT_URL_DYNAMODB names) and the AWS endpoint. */
  static async start(parts: Parts): Promise<Control> {
    const watchdog = new Watchdog();
    try {
      const given = process.env.AWS_ENDPOINT_URL_DYNAMODB;
      const database = given ? { url: given, kill: async () => {} } : await startDatabase(parts, watchdog);
      const control = new Control(parts, watchdog, database);
      await control.listen();
      return control;
    } catch (error) {
      await watchdog.stop();
      throw error;
    }
  }

  /** URL of the endpoint of all AWS services. */
  get endpoint(): string {
    return this.services.surroundings.endpoint;
  }

  deploy(assembly: Assembly): Promise<void> {
    return this.deployment.deploy(assembly);
  }

  /** Sets the clock that instances of a function have from now on; those that run keep theirs. */
  setClock(name: string, aheadSeconds: number): void {
    const { clocks, functions } = this.services;
    clocks.set(functions.nameOf(name), aheadSeconds * 1_000);
  }

  async stop(): Promise<void> {
    const { asynchronous, caches, functions, tables } = this.services;
    asynchronous.stop();
    caches.stop();
    functions.stop();
    await this.deployment.stop();
    this.server.close();
    this.server.closeAllConnections();
    tables.backend.close();
    await this.watchdog.stop();
  }

  private async listen(): Promise<void> {
    this.server = endpointOf(this.services, () => this.deployment.issuer?.passwords);
    this.services.surroundings.endpoint = `http://127.0.0.1:${await listen(this.server, 0)}`;
  }
}

function startDatabase({ stateDir, logs }: Parts, watchdog: Watchdog): Promise<Database> {
  const report = (sentence: string) => logs.write('cloud', 'dynamodb', sentence);
  return startDynoxide({ watchdog, file: join(stateDir, 'dynamodb.sqlite'), report });
}
