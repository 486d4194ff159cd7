import { Duration, Stack, Tags, Validations } from 'aws-cdk-lib';
import { Rule, RuleTargetInput, Schedule } from 'aws-cdk-lib/aws-events';
import { LambdaFunction } from 'aws-cdk-lib/aws-events-targets';
import { Grant, type Role } from 'aws-cdk-lib/aws-iam';
import { type CfnFunction, TenancyConfig } from 'aws-cdk-lib/aws-lambda';
import { SqsDestination } from 'aws-cdk-lib/aws-lambda-destinations';
import { Construct } from 'constructs';
import { ENV } from '../../schemas/environment.ts';
import type { FamilyManifest } from '../../schemas/family-manifest.ts';
import type { FamilyTarget } from '../../schemas/registry-records.ts';
import { isKeyed, type ScheduledRun, type WebhookRoute } from '../../schemas/webhooks.ts';
import { bundleFolder } from '../bundles.ts';
import { FamilyError } from '../families.ts';
import { settingsOfFamily } from '../family-settings.ts';
import type { Settings } from '../settings.ts';
import { tableEnvironment } from '../tables.ts';
import { DeadLetters } from './dead-letters.ts';
import { grantCapabilities, type PlatformParts } from './family-capabilities.ts';
import { FamilyFiles } from './family-files.ts';
import { FamilyQueue } from './family-queue.ts';
import { FamilySecret } from './family-secret.ts';
import { FamilySignatures } from './family-signatures.ts';
import { grantState, keepsState } from './family-state.ts';
import type { FamilyStore } from './family-store.ts';
import { type FunctionNetwork, ManifoldFunction } from './manifold-function.ts';
import { allowDestinations, groupForFunctions, placeIn, type StageNetwork } from './network/stage-network.ts';

export interface ToolFamilyProps {
  readonly settings: Settings;
  readonly manifest: FamilyManifest;
  readonly platform: PlatformParts;
  /** Table and key of the family, if it has any. */
  readonly store?: FamilyStore;
  /** The private network of the stage, if families may run in it. */
  readonly network?: StageNetwork;
}

/**
 * One family of tools: its function, made from the manifest, and its secret, which no other role may read. Its role has
 * access to those parts of the platform that the manifest declares.
 */
export class ToolFamily extends Construct {
  /** The function version that this deploy publishes, as front invokes it. */
  readonly target: FamilyTarget;
  /** Its webhooks, as the function that receives them needs them. */
  readonly webhookRoutes: readonly WebhookRoute[];
  private readonly function: ManifoldFunction;
  private readonly queue: FamilyQueue | undefined;
  private readonly signatures: FamilySignatures | undefined;

  constructor(scope: Construct, id: string, { settings, manifest, platform, store, network }: ToolFamilyProps) {
    super(scope, id);
    const { tables } = platform;
    refuseImpossible(manifest);
    const streams = manifest.tools.some((tool) => tool.streaming);
    const tablesInUse = new Set([...manifest.probes, ...(keepsState(manifest) ? (['state'] as const) : [])]);
    this.function = new ManifoldFunction(this, 'Function', {
      settings,
      service: `family-${manifest.name}`,
      description: `Tools of ${manifest.title}`,
      bundle: bundleFolder(this, `families/${manifest.name}`),
      memoryMb: manifest.memoryMb,
      timeout: Duration.seconds(manifest.timeoutSeconds),
      tenancy: manifest.tenantIsolated ? TenancyConfig.PER_TENANT : undefined,
      environment: {
        ...settingsOfFamily(manifest, settings),
        ...tableEnvironment(tables, [...tablesInUse]),
        [ENV.SHOW_TRACES]: String(settings.showTraces),
      },
      network: manifest.network === 'vpc' ? this.joinNetwork(network, manifest, settings) : undefined,
    });
    Tags.of(this.function.lambda).add('manifold:family', manifest.name);
    for (const table of new Set(manifest.probes)) tables[table].grantHealthProbe(this.function.role);
    grantState(this.function, manifest, tables.state);
    if (store) {
      store.grantUse(this.function.role);
      if (store.tableName) this.function.lambda.addEnvironment(ENV.FAMILY_TABLE, store.tableName);
      if (store.keyArn) this.function.lambda.addEnvironment(ENV.FAMILY_KEY, store.keyArn);
    }
    if (manifest.files) {
      const files = new FamilyFiles(this, 'Files', {
        family: manifest.name,
        settings,
        daysKept: manifest.files.daysKept,
      });
      files.grantUse(this.function.role);
      this.function.lambda.addEnvironment(ENV.FAMILY_FILES, files.bucket.bucketName);
    }
    grantCapabilities(this.function, manifest.capabilities, platform);
    this.addSchedules(manifest);
    let secretArn = '';
    if (Object.keys(manifest.secrets).length > 0) {
      const { secret } = new FamilySecret(this, 'Credentials', {
        settings,
        name: manifest.name,
        holds: `Credentials of ${manifest.title}`,
        keys: Object.keys(manifest.secrets),
        tag: { name: 'manifold:family', value: manifest.name },
      });
      Grant.addToPrincipal({
        grantee: this.function.role,
        actions: ['secretsmanager:GetSecretValue'],
        resourceArns: [secret.secretArn],
      });
      this.function.lambda.addEnvironment(ENV.FAMILY_SECRET, secret.secretArn);
      secretArn = secret.secretArn;
    }
    const { webhooks } = manifest;
    const timeout = Duration.seconds(manifest.timeoutSeconds);
    this.queue =
      webhooks.length > 0
        ? new FamilyQueue(this, 'Queue', { family: manifest.name, function: this.function, timeout })
        : undefined;
    const queueUrl = this.queue?.url ?? '';
    // Beside the family, not in it: what begins with a family's name in the template belongs to the family's own role.
    this.signatures =
      webhooks.length > 0
        ? new FamilySignatures(scope, `Signatures-${manifest.name}`, { settings, manifest, credentialsArn: secretArn })
        : undefined;
    this.webhookRoutes = webhooks.map((webhook) => ({
      family: manifest.name,
      webhook,
      queueUrl,
      ...this.signatures?.proofOf(webhook.source),
    }));
    this.target = {
      family: manifest.name,
      functionArn: this.function.lambda.currentVersion.functionArn,
      invokeMode: streams ? 'stream' : 'buffered',
      tenantIsolated: manifest.tenantIsolated,
    };
  }

  /**
   * Lets a role invoke the family in any version, since the registry may still name an earlier one. The action covers
   * buffered and streamed answers.
   */
  grantInvoke(caller: Role): Grant {
    const { lambda } = this.function;
    Validations.of(caller).acknowledge({
      id: `AwsSolutions::AwsSolutions-IAM5[Resource::<${Stack.of(this).getLogicalId(lambda.node.defaultChild as CfnFunction)}.Arn>:*]`,
      reason: 'Every version of this one function: a call in flight may hold the version before the last deploy.',
    });
    return Grant.addToPrincipal({
      grantee: caller,
      actions: ['lambda:InvokeFunction'],
      resourceArns: [lambda.functionArn, `${lambda.functionArn}:*`],
    });
  }

  /** Lets a role verify events of the family's providers, and put them into the queue of the family. */
  grantReceiveEvents(receiver: Role): void {
    this.signatures?.grantVerify(receiver);
    this.queue?.grantSend(receiver);
  }

  /** The family's place in the network, with a security group of its own. */
  private joinNetwork(
    network: StageNetwork | undefined,
    { name }: FamilyManifest,
    settings: Settings,
  ): FunctionNetwork {
    if (!network) {
      throw new FamilyError(
        `Family "${name}": network: asks for the VPC, but the stage has none; set "network" (MANIFOLD_NETWORK).`,
      );
    }
    const group = groupForFunctions(this, 'Group', { network, description: `Tools of family ${name}` });
    allowDestinations(group, settings.network);
    return placeIn(network, group);
  }

  private addSchedules({ name: family, schedules }: FamilyManifest): void {
    if (schedules.length === 0) return;
    Validations.of(this.function.lambda).acknowledge({
      id: 'Annotation::@aws-cdk/aws-lambda:addPermissionsToVersionOrAlias',
      reason: 'EventBridge invokes the function without a version: a turn is for the newest code.',
    });
    const deadLetters = new DeadLetters(this, 'DeadLetters', {
      says: `Scheduled work of family ${family} has failed.`,
    });
    this.function.lambda.configureAsyncInvoke({ onFailure: new SqsDestination(deadLetters.queue) });
    for (const { name, rate, description } of schedules) {
      const run: ScheduledRun = { kind: 'schedule', name };
      new Rule(this, `Schedule-${name}`, {
        description,
        schedule: Schedule.expression(rate),
        targets: [
          new LambdaFunction(this.function.lambda, {
            event: RuleTargetInput.fromObject(run),
            retryAttempts: 2,
            deadLetterQueue: deadLetters.queue,
          }),
        ],
      });
    }
  }
}

/** @throws {FamilyError} if the manifest asks for things that exclude each other */
function refuseImpossible({
  name,
  tenantIsolated,
  schedules,
  webhooks,
  store,
  files,
  secrets,
  signingSecrets,
  settings,
}: FamilyManifest): void {
  const fault = (field: string, reason: string) => new FamilyError(`Family "${name}": ${field}: ${reason}`);
  if (tenantIsolated && schedules.length + webhooks.length > 0) {
    throw fault('tenantIsolated', 'schedules and webhooks come from no tenant, so such a family can have neither.');
  }
  if (webhooks.length > 0 && !store) throw fault('webhooks', 'events are handled once by the family\'s "store".');
  if (files && !store) throw fault('files', 'whose a file is, the family keeps in its "store".');
  for (const webhook of webhooks) {
    const field = `webhooks.${webhook.source}`;
    if (!isKeyed(webhook)) {
      if (webhook.secretKey in signingSecrets) continue;
      throw fault(field, `"${webhook.secretKey}" is no key of the family's "signingSecrets".`);
    }
    const missing = [webhook.clientIdKey, webhook.apiSecretKey].find((key) => !(key in secrets));
    if (missing) throw fault(field, `"${missing}" is no key of the family's "secrets".`);
    if (!(webhook.apiUrlSetting in settings)) {
      throw fault(field, `"${webhook.apiUrlSetting}" is no setting of the family.`);
    }
  }
}
