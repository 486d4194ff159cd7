import { type App, Tags, Validations } from 'aws-cdk-lib';
import { AwsSolutionsChecks } from 'cdk-nag';
import type { FamilyManifest } from '../schemas/family-manifest.ts';
import { notifyTopic } from './alarm-actions.ts';
import { acknowledgeExceptions } from './compliance.ts';
import type { Settings } from './settings.ts';
import { AuditStack } from './stacks/audit-stack.ts';
import { DataStack } from './stacks/data-stack.ts';
import { IdentityStack } from './stacks/identity-stack.ts';
import { NetworkStack } from './stacks/network-stack.ts';
import { PlatformStack } from './stacks/platform-stack.ts';

export interface ManifoldProps {
  readonly settings: Settings;
  readonly manifests: readonly FamilyManifest[];
}

/** The stacks of one stage. */
export interface Manifold {
  readonly data: DataStack;
  readonly audit: AuditStack;
  /** Absent if the stage has no user pool of its own. */
  readonly identity?: IdentityStack;
  readonly platform: PlatformStack;
  /** Absent if the stage adds nothing to a private network. */
  readonly network?: NetworkStack;
}

/** Builds the stacks of one stage into the app, which checks them against the AwsSolutions rules of cdk-nag at synthesis. */
export function buildManifold(app: App, { settings, manifests }: ManifoldProps): Manifold {
  // The replica of an encrypted table names its region in the template, so the stacks need a region.
  const env = { account: settings.account, region: settings.region ?? process.env.CDK_DEFAULT_REGION ?? 'us-east-1' };
  const data = new DataStack(app, 'Data', { settings, manifests, env, stackName: `manifold-${settings.stage}-data` });
  const audit = new AuditStack(app, 'Audit', {
    settings,
    env,
    tables: data.tables,
    stackName: `manifold-${settings.stage}-audit`,
  });
  const { cognito } = settings;
  const stackName = `manifold-${settings.stage}-identity`;
  const identity = cognito && new IdentityStack(app, 'Identity', { settings, cognito, env, stackName });
  const network = NetworkStack.isNeeded(settings)
    ? new NetworkStack(app, 'Network', { settings, env, stackName: `manifold-${settings.stage}-network` })
    : undefined;
  const platform = new PlatformStack(app, 'Platform', {
    settings,
    env,
    manifests,
    tables: data.tables,
    stores: data.stores,
    directory: identity?.directory,
    network: network?.network,
    cache: network?.cache,
    stackName: `manifold-${settings.stage}-platform`,
  });
  Tags.of(app).add('manifold:stage', settings.stage);
  if (settings.alarmTopicArn !== undefined) notifyTopic(app, settings.alarmTopicArn);
  acknowledgeExceptions(app);
  Validations.of(app).addPlugins(new AwsSolutionsChecks(app));
  return { data, audit, platform, ...(identity ? { identity } : {}), ...(network ? { network } : {}) };
}
