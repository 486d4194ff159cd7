import { Duration, Stack } from 'aws-cdk-lib';
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
 * their family. Anyone may call it, so it reads signing keys alone, and invokes no family.
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
    for (const family of families) family.grantReceiveEvents(this.role);
  }
}
