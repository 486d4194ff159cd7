import { Duration, Stack } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { ENV } from '../../schemas/environment.ts';
import { TABLES } from '../../schemas/family-manifest.ts';
import type { Issuer } from '../../schemas/issuer.ts';
import { PLATFORM } from '../../schemas/keys.ts';
import { OPA_FILES } from '../../schemas/policy-engine.ts';
import { bundleFolder } from '../bundles.ts';
import type { Scopes } from '../scopes.ts';
import type { Settings } from '../settings.ts';
import { type Tables, tableEnvironment } from '../tables.ts';
import type { CacheRenewer } from './cache-renewer.ts';
import { alarmAtFirst, alarmOnUnreadableRecords } from './first-alarm.ts';
import { grantHealth } from './grant-health.ts';
import type { IssuerReader } from './issuer-reader.ts';
import { ManifoldFunction } from './manifold-function.ts';
import type { PlatformSecret } from './platform-secret.ts';
import type { ResponseCache } from './response-cache.ts';
import type { TaskRunner } from './task-runner.ts';
import type { ToolFamily } from './tool-family.ts';

export interface FrontProps {
  readonly settings: Settings;
  readonly tables: Tables;
  readonly secret: PlatformSecret;
  readonly families: readonly ToolFamily[];
  /** Names of the families that have providers. */
  readonly providers: readonly string[];
  readonly renewer: CacheRenewer;
  readonly issuerReader: IssuerReader;
  /** The Valkey cache, if the stage has one. */
  readonly cache?: ResponseCache;
  readonly taskRunner: TaskRunner;
}

/** What front publishes to clients that have no token yet. */
export interface FrontDescription {
  readonly issuers: readonly Issuer[];
  readonly scopes: Scopes;
  readonly publicUrl: string;
}

/** The function of the MCP endpoint: it reads the catalogue, writes usage, audit and claims, and calls the families. */
export class Front extends ManifoldFunction {
  constructor(
    scope: Construct,
    id: string,
    { settings, tables, secret, families, providers, taskRunner, renewer, issuerReader, cache }: FrontProps,
  ) {
    super(scope, id, {
      settings,
      service: 'front',
      description: 'MCP endpoint: speaks the protocol, guards every call, hands it to a family',
      bundle: bundleFolder(scope, 'functions/front'),
      files: opaFiles(settings.policy),
      // Memory buys processor time: at 1769 MB a function has one whole core.
      memoryMb: 1769,
      timeout: Duration.minutes(15),
      reservedConcurrency: settings.reservedConcurrency.front,
      environment: {
        ...tableEnvironment(tables, TABLES),
        [ENV.PROVIDER_FAMILIES]: providers.join(','),
        [ENV.PLATFORM_SECRET]: secret.arn,
        [ENV.CACHE_RENEWER]: renewer.lambda.functionArn,
        [ENV.ISSUER_READER]: issuerReader.lambda.functionArn,
        ...cache?.environment,
        [ENV.TASK_RUNNER]: taskRunner.lambda.functionArn,
        [ENV.ALLOWED_HOSTS]: settings.allowedHosts.join(','),
        [ENV.ALLOWED_ORIGINS]: settings.allowedOrigins.join(','),
        [ENV.SHOW_TRACES]: String(settings.showTraces),
        [ENV.LIST_OUTPUT_SCHEMAS]: String(settings.listOutputSchemas),
        [ENV.DENIED_AS]: settings.deniedAs,
        [ENV.MISSING_SCOPES]: settings.missingScopes,
        [ENV.POLICY_ENGINE]: JSON.stringify(settings.policy),
        [ENV.INPUT_LIMITS]: JSON.stringify(settings.inputLimits),
        [ENV.SUBSCRIPTION_STREAMS]: String(settings.subscriptionStreams),
        [ENV.STEP_UP]: settings.stepUp,
        [ENV.MFA_MAX_AGE]: String(settings.mfaMaxAgeSeconds),
      },
      network: cache?.place,
    });
    tables.registry.grantItems(this.role, {
      actions: ['GetItem', 'Query'],
      leadingKeys: [`${PLATFORM}#*`, '*#policies'],
    });
    tables.usage.grantItems(this.role, { actions: ['UpdateItem'], leadingKeys: ['*#usage#*'] });
    // Front cannot read or delete events.
    tables.audit.grantItems(this.role, { actions: ['PutItem'] });
    tables.state.grantItems(this.role, {
      actions: ['GetItem', 'BatchGetItem', 'PutItem', 'UpdateItem', 'DeleteItem'],
    });
    grantHealth(this.role, tables);
    secret.grantRead(this.role);
    renewer.grantStart(this.role);
    issuerReader.grantRead(this.role);
    cache?.grantConnect(this.role);
    for (const family of families) family.grantInvoke(this.role);
    taskRunner.grantStart(this.role);
    alarmAtFirst(this, 'PolicyFaults', {
      settings,
      metric: 'PolicyFault',
      service: 'front',
      says: 'A policy could not be evaluated, so calls are denied.',
    });
    alarmOnUnreadableRecords(this, { settings, service: 'front' });
  }

  /** Sets what front publishes about the endpoint and its issuers. Their values contain the URL of the API. */
  describe({ issuers, scopes, publicUrl }: FrontDescription): void {
    this.lambda.addEnvironment(ENV.ISSUERS, Stack.of(this).toJsonString(issuers));
    this.lambda.addEnvironment(ENV.SCOPES, scopes.requestable.join(' '));
    this.lambda.addEnvironment(ENV.PUBLIC_URL, publicUrl);
  }
}

/** Files that front needs beside its code: the compiled policies of the engine `opa-wasm`. */
function opaFiles(policy: Settings['policy']): Record<string, string> {
  if (policy.engine !== 'opa-wasm') return {};
  const { wasm, data } = policy;
  return { [OPA_FILES.wasm]: wasm, ...(data === undefined ? {} : { [OPA_FILES.data]: data }) };
}
