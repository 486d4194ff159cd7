import { Duration } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { ENV } from '../../schemas/environment.ts';
import { bundleFolder } from '../bundles.ts';
import type { Scopes } from '../scopes.ts';
import type { Settings } from '../settings.ts';
import { type Tables, tableEnvironment } from '../tables.ts';
import { alarmOnUnreadableRecords } from './first-alarm.ts';
import { grantApiKeys } from './identity/grant-api-keys.ts';
import { ManifoldFunction } from './manifold-function.ts';

export interface AdminProps {
  readonly settings: Settings;
  readonly tables: Tables;
  readonly scopes: Scopes;
}

/** The administrators' REST API: it decides approvals, makes and revokes API keys, and writes the audit. It invokes no family. */
export class Admin extends ManifoldFunction {
  constructor(scope: Construct, id: string, { settings, tables, scopes }: AdminProps) {
    super(scope, id, {
      settings,
      service: 'admin',
      description: 'REST API of the administrators',
      bundle: bundleFolder(scope, 'functions/admin'),
      memoryMb: 512,
      timeout: Duration.seconds(29),
      environment: {
        ...tableEnvironment(tables, ['state', 'audit', 'identity', 'registry']),
        [ENV.SCOPES]: scopes.all.join(' '),
        [ENV.SHOW_TRACES]: String(settings.showTraces),
      },
    });
    alarmOnUnreadableRecords(this, { settings, service: 'admin' });
    tables.state.grantItems(this.role, { actions: ['GetItem', 'Query', 'UpdateItem'], leadingKeys: ['*#approvals'] });
    grantApiKeys(tables, this.role);
    tables.audit.grantItems(this.role, { actions: ['PutItem'] });
  }
}
