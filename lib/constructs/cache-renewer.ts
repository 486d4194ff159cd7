import { Duration } from 'aws-cdk-lib';
import { Grant, type IGrantable } from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';
import { ENV } from '../../schemas/environment.ts';
import { cachedResponseKey } from '../../schemas/keys.ts';
import { bundleFolder } from '../bundles.ts';
import type { Settings } from '../settings.ts';
import { type Tables, tableEnvironment } from '../tables.ts';
import { ManifoldFunction } from './manifold-function.ts';
import type { PlatformSecret } from './platform-secret.ts';
import type { ResponseCache } from './response-cache.ts';
import type { ToolFamily } from './tool-family.ts';

export interface CacheRenewerProps {
  readonly settings: Settings;
  readonly tables: Tables;
  readonly secret: PlatformSecret;
  readonly families: readonly ToolFamily[];
  /** The Valkey cache, where the stage has one. */
  readonly cache?: ResponseCache;
}

/** Gets new answers in the place of stale ones, after front has answered: asks the family, audits, keeps. */
export class CacheRenewer extends ManifoldFunction {
  constructor(scope: Construct, id: string, { settings, tables, secret, families, cache }: CacheRenewerProps) {
    super(scope, id, {
      settings,
      service: 'cache-renewer',
      description: 'Renews stale answers of the response cache',
      bundle: bundleFolder(scope, 'functions/cache-renewer'),
      memoryMb: 512,
      // As long as a tool may take.
      timeout: Duration.minutes(15),
      environment: {
        ...tableEnvironment(tables, ['audit', 'state']),
        [ENV.PLATFORM_SECRET]: secret.arn,
        ...cache?.environment,
      },
      network: cache?.place,
    });
    // A renewal that was not made is made at the next call of a stale answer: repeats would only ask twice.
    this.lambda.configureAsyncInvoke({ retryAttempts: 0, maxEventAge: Duration.minutes(1) });
    tables.audit.grantItems(this.role, { actions: ['PutItem'] });
    tables.state.grantItems(this.role, {
      actions: ['PutItem'],
      leadingKeys: [cachedResponseKey('*', '*').pk],
    });
    secret.grantRead(this.role);
    cache?.grantConnect(this.role);
    for (const family of families) family.grantInvoke(this.role);
  }

  /** Lets front hand over renewals. */
  grantStart(grantee: IGrantable): Grant {
    return Grant.addToPrincipal({
      grantee,
      actions: ['lambda:InvokeFunction'],
      resourceArns: [this.lambda.functionArn],
    });
  }
}
