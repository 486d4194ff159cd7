import { Duration, Stack } from 'aws-cdk-lib';
import { Grant } from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';
import { ENV } from '../../schemas/environment.ts';
import { receivedEventKey } from '../../schemas/keys.ts';
import { bundleFolder } from '../bundles.ts';
import type { Settings } from '../settings.ts';
import { type Tables, tableEnvironment } from '../tables.ts';
import { ManifoldFunction } from './manifold-function.ts';
import type { ToolFamily } from './tool-family.ts';

export interface WebhooksProps {
  readonly settings: Settings;
  readonly tables: Tables;
  /** Families with webhooks. */
  readonly families: readonly ToolFamily[];
}

/**
 * The function that receives events of providers: it checks their signatures, records them, and puts them into the queue of
 * their family. It reads the secrets of families with webhooks, and invokes no family.
 */
export class Webhooks extends ManifoldFunction {
  constructor(scope: Construct, id: string, { settings, tables, families }: WebhooksProps) {
    const routes = families.flatMap((family) => family.webhookRoutes);
    super(scope, id, {
      settings,
      service: 'webhooks',
      description: 'Receives events of providers, checks their signatures and queues them',
      bundle: bundleFolder(scope, 'functions/webhooks'),
      memoryMb: 512,
      timeout: Duration.seconds(10),
      environment: {
        ...tableEnvironment(tables, ['state', 'audit']),
        [ENV.WEBHOOKS]: Stack.of(scope).toJsonString(routes),
      },
    });
    tables.state.grantItems(this.role, {
      actions: ['GetItem', 'PutItem', 'UpdateItem', 'DeleteItem'],
      leadingKeys: [receivedEventKey('*', '*', '*').pk],
    });
    tables.audit.grantItems(this.role, { actions: ['PutItem'] });
    Grant.addToPrincipal({
      grantee: this.role,
      actions: ['secretsmanager:GetSecretValue'],
      resourceArns: [...new Set(routes.map(({ secretArn }) => secretArn))],
    });
    for (const family of families) family.grantSendEvents(this.role);
  }
}
