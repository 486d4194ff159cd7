import type { Assembly } from '../assembly/template.ts';
import { deploy } from '../deploy/deploy.ts';
import { allProviders } from '../deploy/providers/all.ts';
import { EventSources } from '../event-sources/event-sources.ts';
import { RestApis } from '../gateway/apis.ts';
import { LocalIssuer } from '../issuer/local-issuer.ts';
import { buffered } from '../lambda/buffered.ts';
import { Schedules } from '../schedules/schedules.ts';
import { StartError } from '../start-error.ts';
import type { Services } from './services.ts';

/** What the assembly's templates make anew at each deployment: APIs, schedules, event sources. */
export class Deployment {
  apis = new RestApis();
  schedules: Schedules;
  eventSources: EventSources;
  /** Plays the user pool of the assembly, if it has one. */
  issuer: LocalIssuer | undefined;
  private readonly services: Services;
  private readonly fetchDocument: typeof fetch | undefined;
  private isDeployed = false;

  /** @param fetchDocument gets client id metadata documents for the issuer; the default asks the network */
  constructor(services: Services, fetchDocument?: typeof fetch) {
    this.services = services;
    this.fetchDocument = fetchDocument;
    this.schedules = new Schedules(services);
    this.eventSources = new EventSources(services.functions, services.logs);
  }

  /** Makes what the assembly describes; functions whose code changed get fresh instances. */
  async deploy(assembly: Assembly): Promise<void> {
    const { services } = this;
    const { publicUrls, deploymentFile, asynchronous, functions, versions, code, logs } = services;
    const apis = new RestApis();
    const schedules = new Schedules(services);
    const eventSources = new EventSources(functions, logs);
    await publicUrls.reserve(assembly);
    this.issuer ??= await this.startIssuer();
    const made = { issuer: this.issuer, apis, schedules, eventSources, assets: assembly.assets };
    await deploy({
      assembly,
      providers: allProviders({ ...services, ...made }),
      localise: (text) => publicUrls.localise(text),
      state: deploymentFile,
      dynamicReference: (text) => this.dynamicReference(text),
    });
    this.apis = apis;
    if (!this.isDeployed) asynchronous.resume();
    this.isDeployed = true;
    this.schedules.stop();
    this.schedules = schedules;
    schedules.start();
    this.eventSources.stop();
    this.eventSources = eventSources;
    eventSources.start();
    code.prune(new Set([...functions.all().map((one) => one.code), ...versions.codeInUse()]));
  }

  async stop(): Promise<void> {
    this.schedules.stop();
    this.eventSources.stop();
    await this.issuer?.stop();
  }

  private startIssuer(): Promise<LocalIssuer> {
    const { issuerFile, functions, logs } = this.services;
    return LocalIssuer.start({
      file: issuerFile,
      logs,
      call: async (name, event) => {
        const payload = Buffer.from(JSON.stringify(event));
        const answer = await buffered(await functions.invoke(functions.resolve(name), { payload }));
        if (answer.failed) throw new Error(`The trigger ${name} failed: ${answer.payload}`);
        return JSON.parse(answer.payload.toString());
      },
      fetchDocument: this.fetchDocument,
    });
  }

  /** `secretsmanager:<id>:SecretString[:key]`. */
  private dynamicReference(text: string): string {
    const { secrets } = this.services;
    const [, id, key] = /^secretsmanager:(.+?):SecretString(?::([^:]*))?/.exec(text) ?? [];
    if (!id) throw new StartError(`The local cloud does not know the dynamic reference ${text}.`);
    const { value } = secrets.read(secrets.find(id));
    return key ? String(JSON.parse(value)[key] ?? '') : value;
  }
}
