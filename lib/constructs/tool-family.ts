import { Duration, Stack, Tags, Validations } from 'aws-cdk-lib';
import { Grant, type Role } from 'aws-cdk-lib/aws-iam';
import { type CfnFunction, TenancyConfig } from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import { ENV } from '../../schemas/environment.ts';
import type { FamilyManifest } from '../../schemas/family-manifest.ts';
import { cancelKey } from '../../schemas/keys.ts';
import type { FamilyTarget } from '../../schemas/registry-records.ts';
import { bundleFolder } from '../bundles.ts';
import { FamilyError } from '../families.ts';
import { settingsOfFamily } from '../family-settings.ts';
import type { Settings } from '../settings.ts';
import { type Tables, tableEnvironment } from '../tables.ts';
import { FamilySecret } from './family-secret.ts';
import { ManifoldFunction } from './manifold-function.ts';

export interface ToolFamilyProps {
  readonly settings: Settings;
  readonly manifest: FamilyManifest;
  readonly tables: Tables;
}

/**
 * One family of tools: its function, made from the manifest, and its secret, which no other role may read.
 * Of the platform its role reaches only what the manifest declares.
 */
export class ToolFamily extends Construct {
  /** Where front finds the family: the version that this deploy publishes. */
  readonly target: FamilyTarget;
  private readonly function: ManifoldFunction;

  constructor(scope: Construct, id: string, { settings, manifest, tables }: ToolFamilyProps) {
    super(scope, id);
    if (manifest.network === 'vpc') {
      throw new FamilyError(`Family "${manifest.name}": network: asks for the VPC, but the stage has none.`);
    }
    const streams = manifest.tools.some((tool) => tool.streaming);
    const tablesInUse = new Set([...manifest.probes, ...(streams ? (['state'] as const) : [])]);
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
    });
    Tags.of(this.function.lambda).add('manifold:family', manifest.name);
    for (const table of new Set(manifest.probes)) tables[table].grantHealthProbe(this.function.role);
    if (streams) {
      // A long call polls its own cancel record.
      tables.state.grantItems(this.function.role, { actions: ['GetItem'], leadingKeys: [cancelKey('*').pk] });
    }
    if (Object.keys(manifest.secrets).length > 0) {
      const { secret } = new FamilySecret(this, 'Credentials', { settings, manifest });
      Grant.addToPrincipal({
        grantee: this.function.role,
        actions: ['secretsmanager:GetSecretValue'],
        resourceArns: [secret.secretArn],
      });
      this.function.lambda.addEnvironment(ENV.FAMILY_SECRET, secret.secretArn);
    }
    this.target = {
      family: manifest.name,
      functionArn: this.function.lambda.currentVersion.functionArn,
      invokeMode: streams ? 'stream' : 'buffered',
      tenantIsolated: manifest.tenantIsolated,
    };
  }

  /**
   * Lets a role call the family, in any of its versions: the registry may still hold an older one.
   * The action covers answers in one piece and answers in a stream.
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
}
