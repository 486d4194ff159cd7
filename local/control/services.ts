import { join } from 'node:path';
import { Faults } from '../aws/faults.ts';
import type { CloudOptions } from '../cloud.ts';
import { DynamoBackend } from '../data/dynamodb-client.ts';
import type { Database } from '../data/dynoxide.ts';
import { Tables } from '../data/tables.ts';
import { NOTHING_DEPLOYED } from '../deploy/deployment-state.ts';
import { ResponseUrls } from '../deploy/response-urls.ts';
import { Caches } from '../elasticache/caches.ts';
import { PublicUrls } from '../gateway/public-urls.ts';
import { Authoriser } from '../iam/authoriser.ts';
import { Roles } from '../iam/roles.ts';
import { Identities } from '../identity/identities.ts';
import type { StoredIssuer } from '../issuer/store.ts';
import { Keys } from '../kms/keys.ts';
import { Asynchronous } from '../lambda/asynchronous.ts';
import { Clocks } from '../lambda/clocks.ts';
import { CodeStore } from '../lambda/code-store.ts';
import { Concurrency, DEFAULT_ACCOUNT_CONCURRENCY } from '../lambda/concurrency.ts';
import type { FunctionConfiguration } from '../lambda/configuration.ts';
import { Functions } from '../lambda/functions.ts';
import { poolFactory } from '../lambda/launcher.ts';
import { Versions } from '../lambda/versions.ts';
import type { Logs } from '../log.ts';
import { nodeBinary } from '../process/binaries.ts';
import type { Watchdog } from '../process/watchdog.ts';
import { Buckets } from '../s3/bucket.ts';
import { SecretStore } from '../secrets/secret-store.ts';
import { Queues } from '../sqs/queues.ts';
import { JsonFile } from '../state/json-file.ts';

/** What the services are made from. */
export type Parts = { options: CloudOptions; stateDir: string; logs: Logs; watchdog: Watchdog; database: Database };

/** Facts that are known only after the services exist. */
export type Surroundings = {
  /** URL of the AWS endpoint. */
  endpoint: string;
  /** Variables laid over those of a function. */
  overlay: (configuration: FunctionConfiguration) => Record<string, string>;
};

/** The AWS services with their state on disk, and the processes of functions. They outlast each deployment. */
export type Services = ReturnType<typeof createServices>;

/** Makes the services; nothing listens and no function runs yet. */
export function createServices({ options, stateDir, logs, watchdog, database }: Parts) {
  const file = (name: string) => join(stateDir, name);
  const surroundings: Surroundings = { endpoint: '', overlay: () => ({}) };
  const endpoint = () => surroundings.endpoint;
  const identities = new Identities();
  const roles = new Roles();
  const authoriser = new Authoriser(roles, logs);
  const caches = new Caches({ directory: file('cache'), watchdog, logs, identities, authoriser });
  const code = new CodeStore(file('code'));
  const clocks = new Clocks();
  const versions = new Versions(new JsonFile(file('versions.json'), {}));
  const createPool = poolFactory({
    nodeBinary: nodeBinary(),
    watchdog,
    identities,
    code,
    clocks,
    logs,
    endpoint,
    overlay: (configuration) => ({ ...caches.environment(), ...surroundings.overlay(configuration) }),
    maxInstances: options.maxInstancesPerFunction ?? 6,
    freezeAfterSeconds: options.freezeAfterSeconds ?? 5,
    reapAfterSeconds: options.reapAfterSeconds ?? 300,
  });
  const concurrency = new Concurrency(options.accountConcurrency ?? DEFAULT_ACCOUNT_CONCURRENCY);
  const functions = new Functions(versions, concurrency, createPool);
  return {
    surroundings,
    identities,
    roles,
    authoriser,
    caches,
    code,
    clocks,
    versions,
    concurrency,
    functions,
    asynchronous: new Asynchronous({ functions, logs, state: new JsonFile(file('asynchronous.json'), {}) }),
    keys: new Keys(new JsonFile(file('keys.json'), {}), authoriser),
    secrets: new SecretStore(new JsonFile(file('secrets.json'), {})),
    buckets: new Buckets(file('s3')),
    queues: new Queues(file('sqs'), endpoint),
    tables: new Tables(new DynamoBackend(database.url)),
    responses: new ResponseUrls(endpoint),
    faults: new Faults(),
    publicUrls: new PublicUrls(options.port, options.urlForm),
    deploymentFile: new JsonFile(file('stacks.json'), NOTHING_DEPLOYED),
    issuerFile: new JsonFile<StoredIssuer>(file('issuer.json'), {}),
    logs,
  };
}
