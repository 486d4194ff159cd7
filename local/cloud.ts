import { mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { ApiKeyRecord } from '../schemas/identity-records.ts';
import type { Principal } from '../schemas/invocation.ts';
import { loadAssembly } from './assembly/load.ts';
import type { Fault } from './aws/faults.ts';
import { Control } from './control/control.ts';
import { tagged } from './control/tagged.ts';
import type { UrlForm } from './gateway/public-urls.ts';
import { serveApis } from './gateway/serve.ts';
import { DevKeys } from './identity/dev-keys.ts';
import type { Credentials } from './identity/identities.ts';
import { type LogLine, Logs } from './log.ts';
import { startSandboxes } from './sandboxes/start.ts';
import { type PublishedSchedule, published } from './schedules/published.ts';
import type { ScheduleRun } from './schedules/schedules.ts';
import { type QueueControl, queueControl } from './sqs/queue-control.ts';
import { publishEndpoints } from './state/endpoints.ts';
import { lockState } from './state/lock.ts';
import { keepPrivate, makePrivate } from './state/private.ts';

export type CloudOptions = {
  /** Folder that `cdk synth` wrote. */
  assemblyDir: string;
  /** Folder for tables, secrets, versions and keys; created if missing. */
  stateDir: string;
  /** Port of the first API; 0 takes a free one. */
  port: number;
  /** Form of the API's URL that functions and clients use; the API is served in both. Default `domain`. */
  urlForm?: UrlForm;
  log?: (line: LogLine) => void;
  /** Folder with one folder per sandbox; without it no sandbox is started. */
  sandboxesDir?: string;
  /** Families that talk to their real provider: their sandbox is not started. */
  liveFamilies?: readonly string[];
  /** Family → value to put into its secret: real credentials, for families that go live. */
  familySecrets?: Readonly<Record<string, string>>;
  /** Gets client id metadata documents for the local issuer; the default asks the network. */
  fetchClientDocument?: typeof fetch;
  /** Concurrent executions of the account. Default 1,000, as on AWS; new accounts have 10. */
  accountConcurrency?: number;
  /** Instances of one function version at a time; AWS has no such limit short of the account's. Default 6, which keeps the whole under 1 GB. */
  maxInstancesPerFunction?: number;
  /** Seconds of rest after which an instance is stopped, and after which it ends. Defaults 5 and 300. */
  freezeAfterSeconds?: number;
  reapAfterSeconds?: number;
};

export type ApiKey = { /** The key text, `mf_…`. */ key: string; record: ApiKeyRecord };

/** A running local cloud. */
export type Cloud = {
  /** URL of the first REST API, without a trailing slash. */
  apiUrl: string;
  apiUrls: Record<string, string>;
  mcpUrl: string;
  /** URL of the issuer that plays the user pool; its page is where people sign in. Empty if there is no pool. */
  issuerUrl: string;
  /** One endpoint for every AWS service. */
  awsEndpoint: string;
  /** Credentials of the operator, who may do everything. */
  operator: { accessKeyId: string; secretAccessKey: string; sessionToken: string };
  /** The development key, kept over restarts. */
  devKey: string;
  /** Names of the tables by their tag `manifold:table`. */
  tables: Record<string, string>;
  /** Names of the secrets and functions by their tag `manifold:family`. */
  secrets: Record<string, string>;
  functions: Record<string, string>;
  /** Names of the secrets of signing keys by their tag `manifold:signing`. */
  signingSecrets: Record<string, string>;
  /** Names of the buckets by their tag `manifold:bucket`. */
  buckets: Record<string, string>;
  sandboxes: Record<string, string>;
  /** Schedules by name. */
  schedules: Record<string, PublishedSchedule>;
  logs: Logs;
  /** Makes a further API key, for tests. */
  createApiKey(principal: Partial<Principal>): Promise<ApiKey>;
  /**
   * Runs a schedule now, with its own input, and waits for what its functions answer.
   * @param name of the schedule or its function, or a part that fits one alone
   */
  runSchedule(name: string): Promise<ScheduleRun[]>;
  /** A queue, by its name or a part of it, with what tests do to it: deliver twice, release what is in flight. */
  queue(name: string): QueueControl;
  /** Lets calls to AWS services fail, for tests; the returned function ends the fault and returns how many calls it hit. */
  fault(fault: Fault): () => number;
  /**
   * Kills the processes of a function, for tests: what they work on fails as with a crash on AWS.
   * @param name of the function, or a part that fits one alone
   * @returns how many there were
   */
  killInstances(name: string): number;
  /**
   * Sets the clock of a function ahead, or back, for tests: instances that start from now on have that time.
   * @param name of the function, or a part that fits one alone
   */
  setClock(name: string, aheadSeconds: number): void;
  /** Changes how many executions functions without a reservation share, for tests. @returns how many they had. */
  setUnreservedConcurrency(executions: number): number;
  /** Kills the process of the database, for tests, as a crash would, and waits for its end; it is started again by itself. */
  killDatabase(): Promise<void>;
  /** Credentials of the role of every function, by its name, for tests: as a thief would have them. */
  roleCredentials(): Record<string, Credentials>;
  /** Processes of functions that run now. */
  instanceCount(): number;
  /** Deploys the assembly again, as it is now on disk; code is swapped under the same URLs. */
  redeploy(): Promise<void>;
  stop(): Promise<void>;
};

/**
 * Runs a cloud assembly on this machine.
 * @throws StartError with one sentence that says what to do.
 */
export async function startCloud(options: CloudOptions): Promise<Cloud> {
  const stateDir = resolve(options.stateDir);
  keepPrivate();
  mkdirSync(stateDir, { recursive: true });
  makePrivate(stateDir);
  const logs = new Logs();
  if (options.log) logs.subscribe(options.log);
  const release = lockState(stateDir);
  const closers: (() => Promise<void> | void)[] = [release];
  const stop = async () => {
    for (const close of closers.splice(0).reverse()) await close();
  };
  try {
    const assembly = loadAssembly(options.assemblyDir);
    const control = await Control.start({ options, stateDir, logs });
    const { services, deployment } = control;
    closers.push(() => control.stop());
    const sandboxes = await startSandboxes({
      directory: options.sandboxesDir,
      stateDir,
      live: options.liveFamilies ?? [],
      logs,
    });
    closers.push(() => sandboxes.stop());
    services.surroundings.overlay = ({ tags }) =>
      sandboxes.environment(tags['manifold:family'] ?? tags['manifold:provider-of']);
    await control.deploy(assembly);
    sandboxes.fillSecrets(services.secrets, options.familySecrets ?? {});
    const apis = await serveApis({ control, logs });
    closers.push(() => apis.stop());
    const keys = new DevKeys({ file: join(stateDir, 'dev-key.json'), tables: services.tables });
    const devKey = await keys.developmentKey();
    const [apiUrl = ''] = Object.values(apis.urls);
    await sandboxes.connect(apiUrl);
    const facts = {
      apiUrl,
      mcpUrl: `${apiUrl}/mcp`,
      issuerUrl: deployment.issuer?.isPlaying ? deployment.issuer.url : '',
      awsEndpoint: control.endpoint,
      ...tagged(services),
      sandboxes: sandboxes.urls,
      schedules: published(deployment.schedules),
    };
    closers.push(publishEndpoints(stateDir, { ...facts, ...control.operator }));
    return {
      ...facts,
      apiUrls: apis.urls,
      operator: control.operator,
      devKey,
      logs,
      createApiKey: (principal) => keys.create(principal),
      runSchedule: (name) => deployment.schedules.run(name),
      queue: (name) => queueControl(services.queues, name),
      fault: (fault) => services.faults.inject(fault),
      killInstances: (name) => services.functions.kill(name),
      setClock: (name, aheadSeconds) => control.setClock(name, aheadSeconds),
      setUnreservedConcurrency: (executions) => services.concurrency.setUnreserved(executions),
      killDatabase: () => control.database.kill(),
      roleCredentials: () =>
        Object.fromEntries(
          services.functions
            .all()
            .map(({ functionName, roleArn }) => [functionName, services.identities.assume(roleArn, functionName)]),
        ),
      instanceCount: () => services.functions.instanceCount(),
      redeploy: () => apis.swap(() => control.deploy(loadAssembly(options.assemblyDir))),
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}
