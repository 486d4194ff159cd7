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
  /** The Valkey cache, if the stage has one. */
  readonly cache?: ResponseCache;
}

/** Replaces stale answers of the cache after front has answered: it asks the family, writes the audit and the cache. */
export class CacheRenewer extends ManifoldFunction {
  constructor(scope: Construct, id: string, { settings, tables, secret, families, cache }: CacheRenewerProps) {
    super(scope, id, {
      settings,
      service: 'cache-renewer',
      description: 'Renews stale answers of the response cache',
      bundle: bundleFolder(scope, 'functions/cache-renewer'),
      memoryMb: 512,
      // The longest time that a tool may take.
      timeout: Duration.minutes(15),
      environment: {
        ...tableEnvironment(tables, ['audit', 'state']),
        [ENV.PLATFORM_SECRET]: secret.arn,
        ...cache?.environment,
      },
      network: cache?.place,
    });
    // The next call that finds the stale answer starts another renewal, so a failed one is not retried.
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

  /** Lets a role start renewals. */
  grantStart(grantee: IGrantable): Grant {
    return Grant.addToPrincipal({
      grantee,
      actions: ['lambda:InvokeFunction'],
      resourceArns: [this.lambda.functionArn],
    });
  }
}
