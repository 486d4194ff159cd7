import { createServer } from 'node:http';
import { join } from 'node:path';
import type { Assembly } from './assembly/template.ts';
import { cognitoService } from './aws/cognito-idp.ts';
import { dynamodbService } from './aws/dynamodb.ts';
import { createAwsEndpoint } from './aws/endpoint.ts';
import { Faults } from './aws/faults.ts';
import { kmsService } from './aws/kms.ts';
import { lambdaService } from './aws/lambda.ts';
import { s3Service } from './aws/s3/service.ts';
import { secretsManagerService } from './aws/secrets-manager.ts';
import { sqsService } from './aws/sqs.ts';
import { stsService } from './aws/sts.ts';
import type { CloudOptions } from './cloud.ts';
import { DynamoBackend } from './data/dynamodb-client.ts';
import { type Database, startDynoxide } from './data/dynoxide.ts';
import { Tables } from './data/tables.ts';
import { type DeploymentState, deploy } from './deploy/deploy.ts';
import { allProviders, type Deployable } from './deploy/providers/all.ts';
import { ResponseUrls } from './deploy/providers/custom-resource.ts';
import { Caches } from './elasticache/caches.ts';
import { EventSources } from './event-sources/event-sources.ts';
import { RestApis } from './gateway/apis.ts';
import { PublicUrls } from './gateway/public-urls.ts';
import { Authoriser } from './iam/authoriser.ts';
import { Roles } from './iam/roles.ts';
import { type Credentials, Identities } from './identity/identities.ts';
import { LocalIssuer } from './issuer/local-issuer.ts';
import type { StoredIssuer } from './issuer/store.ts';
import { Keys } from './kms/keys.ts';
import { Asynchronous } from './lambda/asynchronous.ts';
import { buffered } from './lambda/buffered.ts';
import { Clocks } from './lambda/clocks.ts';
import { CodeStore } from './lambda/code-store.ts';
import type { FunctionConfiguration } from './lambda/configuration.ts';
import { Functions } from './lambda/functions.ts';
import { poolFactory } from './lambda/launcher.ts';
import { Versions } from './lambda/versions.ts';
import type { Logs } from './log.ts';
import { nodeBinary } from './process/binaries.ts';
import { listen } from './process/ports.ts';
import { Watchdog } from './process/watchdog.ts';
import { Buckets } from './s3/bucket.ts';
import { Schedules } from './schedules/schedules.ts';
import { SecretStore } from './secrets/secret-store.ts';
import { Queues } from './sqs/queues.ts';
import { StartError } from './start-error.ts';
import { JsonFile } from './state/json-file.ts';

type Parts = { options: CloudOptions; stateDir: string; logs: Logs };

function startDatabase({ stateDir, logs }: Parts, watchdog: Watchdog): Promise<Database> {
  const report = (sentence: string) => logs.write('cloud', 'dynamodb', sentence);
  return startDynoxide({ watchdog, file: join(stateDir, 'dynamodb.sqlite'), report });
}

/** Everything behind the gateways: the AWS services with their state, and the processes of functions. */
export class Control {
  readonly functions: Functions;
  readonly secrets: SecretStore;
  readonly tables: Tables;
  readonly buckets: Buckets;
  readonly queues: Queues;
  readonly operator: Credentials;
  readonly faults = new Faults();
  readonly database: Database;
  private readonly clocks = new Clocks();
  endpoint = '';
  schedules: Schedules;
  eventSources: EventSources;
  apis = new RestApis();
  readonly publicUrls: PublicUrls;
  /** Plays the user pool of the assembly, where it has one. */
  issuer: LocalIssuer | undefined;
  /** Variables laid over those of a function. */
  overlay: (configuration: FunctionConfiguration) => Record<string, string> = () => ({});
  private readonly asynchronous: Asynchronous;
  private readonly caches: Caches;
  private readonly identities = new Identities();
  private readonly watchdog: Watchdog;
  private readonly roles = new Roles();
  private readonly keys: Keys;
  private readonly versions: Versions;
  private readonly code: CodeStore;
  private readonly deployment: JsonFile<DeploymentState>;
  private readonly responses = new ResponseUrls(() => this.endpoint);
  private readonly authoriser: Authoriser;
  private readonly logs: Logs;
  private readonly options: CloudOptions;
  private readonly issuerFile: JsonFile<StoredIssuer>;
  private isDeployed = false;
  private server = createServer();

  private constructor({ options, stateDir, logs }: Parts, watchdog: Watchdog, database: Database) {
    this.logs = logs;
    this.database = database;
    this.options = options;
    this.publicUrls = new PublicUrls(options.port);
    this.watchdog = watchdog;
    const file = (name: string) => join(stateDir, name);
    this.authoriser = new Authoriser(this.roles, logs);
    this.keys = new Keys(new JsonFile(file('keys.json'), {}), this.authoriser);
    this.secrets = new SecretStore(new JsonFile(file('secrets.json'), {}));
    this.buckets = new Buckets(file('s3'));
    this.queues = new Queues(file('sqs'), () => this.endpoint);
    this.caches = new Caches({
      directory: file('cache'),
      watchdog,
      logs,
      identities: this.identities,
      authoriser: this.authoriser,
    });
    this.tables = new Tables(new DynamoBackend(database.url));
    this.code = new CodeStore(file('code'));
    this.versions = new Versions(new JsonFile(file('versions.json'), {}));
    this.deployment = new JsonFile(file('deployment.json'), {});
    this.issuerFile = new JsonFile(file('issuer.json'), {});
    this.operator = this.identities.operator();
    const createPool = poolFactory({
      nodeBinary: nodeBinary(),
      watchdog,
      identities: this.identities,
      code: this.code,
      clocks: this.clocks,
      logs,
      endpoint: () => this.endpoint,
      overlay: (configuration) => ({ ...this.caches.environment(), ...this.overlay(configuration) }),
      maxInstances: options.maxInstancesPerFunction ?? 6,
      freezeAfterSeconds: options.freezeAfterSeconds ?? 5,
      reapAfterSeconds: options.reapAfterSeconds ?? 300,
    });
    this.functions = new Functions(this.versions, createPool);
    this.asynchronous = new Asynchronous({
      functions: this.functions,
      logs,
      state: new JsonFile(file('asynchronous.json'), {}),
    });
    this.schedules = this.newSchedules();
    this.eventSources = new EventSources(this.functions, logs);
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

  /** Makes what the assembly describes; functions whose code changed get fresh instances. */
  async deploy(assembly: Assembly): Promise<void> {
    const apis = new RestApis();
    const schedules = this.newSchedules();
    const eventSources = new EventSources(this.functions, this.logs);
    await this.publicUrls.reserve(assembly);
    this.issuer ??= await this.startIssuer();
    const parts = { issuer: this.issuer, apis, schedules, eventSources, assets: assembly.assets };
    await deploy({
      assembly,
      providers: allProviders({ ...this.services(), ...parts }),
      localise: (text) => this.publicUrls.localise(text),
      state: this.deployment,
      dynamicReference: (text) => this.dynamicReference(text),
    });
    this.apis = apis;
    if (!this.isDeployed) this.asynchronous.resume();
    this.isDeployed = true;
    this.schedules.stop();
    this.schedules = schedules;
    schedules.start();
    this.eventSources.stop();
    this.eventSources = eventSources;
    eventSources.start();
    this.code.prune(new Set([...this.functions.all().map(({ code }) => code), ...this.versions.codeInUse()]));
  }

  /** Names of what carries the tags by which the platform finds its own. */
  tagged(): {
    tables: Record<string, string>;
    secrets: Record<string, string>;
    functions: Record<string, string>;
    buckets: Record<string, string>;
  } {
    const byTag = <T>(items: T[], tag: (item: T) => string | undefined, name: (item: T) => string) =>
      Object.fromEntries(items.flatMap((item) => (tag(item) === undefined ? [] : [[tag(item), name(item)]])));
    return {
      tables: byTag(
        this.tables.all(),
        ({ tags }) => tags.get('manifold:table'),
        ({ name }) => name,
      ),
      secrets: byTag(
        this.secrets.all(),
        ({ tags }) => tags.get('manifold:family'),
        ({ name }) => name,
      ),
      functions: byTag(
        this.functions.all(),
        ({ tags }) => tags['manifold:family'],
        ({ functionName }) => functionName,
      ),
      buckets: byTag(
        this.buckets.all(),
        ({ tags }) => tags.get('manifold:bucket'),
        ({ name }) => name,
      ),
    };
  }

  /** Sets the clock that instances of a function have from now on; those that run keep theirs. */
  setClock(name: string, aheadSeconds: number): void {
    this.clocks.set(this.functions.nameOf(name), aheadSeconds * 1_000);
  }

  async stop(): Promise<void> {
    this.schedules.stop();
    this.eventSources.stop();
    this.asynchronous.stop();
    this.caches.stop();
    this.functions.stop();
    await this.issuer?.stop();
    this.server.close();
    this.server.closeAllConnections();
    this.tables.backend.close();
    await this.watchdog.stop();
  }

  private async listen(): Promise<void> {
    this.server = createAwsEndpoint({
      identities: this.identities,
      services: {
        dynamodb: dynamodbService(this.tables, this.authoriser, this.keys),
        secretsmanager: secretsManagerService(this.secrets, this.authoriser, this.keys),
        sqs: sqsService(this.queues, this.authoriser, this.keys),
        s3: s3Service({ buckets: this.buckets, authoriser: this.authoriser, keys: this.keys }),
        kms: kmsService(this.keys),
        lambda: lambdaService({
          functions: this.functions,
          asynchronous: this.asynchronous,
          authoriser: this.authoriser,
        }),
        sts: stsService,
      },
      openServices: { AWSCognitoIdentityProviderService: cognitoService(() => this.issuer?.passwords) },
      receiver: this.responses.receive,
      faults: this.faults,
      logs: this.logs,
    });
    this.endpoint = `http://127.0.0.1:${await listen(this.server, 0)}`;
  }

  /** What lasts from one deployment to the next. */
  private services(): Omit<Deployable, 'issuer' | 'apis' | 'schedules' | 'eventSources' | 'assets'> {
    const { functions, asynchronous, versions, code, roles, keys, authoriser, tables, secrets } = this;
    const { buckets, queues, caches, responses, logs } = this;
    const data = { keys, authoriser, tables, secrets, buckets, queues, caches };
    return { functions, asynchronous, versions, code, roles, responses, logs, ...data };
  }

  private newSchedules(): Schedules {
    return new Schedules({ functions: this.functions, asynchronous: this.asynchronous, logs: this.logs });
  }

  private startIssuer(): Promise<LocalIssuer> {
    return LocalIssuer.start({
      file: this.issuerFile,
      logs: this.logs,
      call: async (name, event) => {
        const payload = Buffer.from(JSON.stringify(event));
        const answer = await buffered(await this.functions.invoke(this.functions.resolve(name), { payload }));
        if (answer.failed) throw new Error(`The trigger ${name} failed: ${answer.payload}`);
        return JSON.parse(answer.payload.toString());
      },
      fetchDocument: this.options.fetchClientDocument,
    });
  }

  /** `secretsmanager:<id>:SecretString[:key]`. */
  private dynamicReference(text: string): string {
    const [, id, key] = /^secretsmanager:(.+?):SecretString(?::([^:]*))?/.exec(text) ?? [];
    if (!id) throw new StartError(`The dynamic reference ${text} is not one that the local cloud knows.`);
    const { value } = this.secrets.read(this.secrets.find(id));
    return key ? String(JSON.parse(value)[key] ?? '') : value;
  }
}
