import { Duration } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { ENV } from '../../schemas/environment.ts';
import { apiKeyKey, apiKeySummaryKey, revokedClientKey } from '../../schemas/keys.ts';
import { PLATFORM_ISSUER } from '../../schemas/platform-tokens.ts';
import { bundleFolder } from '../bundles.ts';
import type { Settings } from '../settings.ts';
import { type Tables, tableEnvironment } from '../tables.ts';
import { alarmOnUnreadableRecords } from './first-alarm.ts';
import { ManifoldFunction } from './manifold-function.ts';

export interface AdminProps {
  readonly settings: Settings;
  readonly tables: Tables;
}

/** The administrators' REST API: it decides approvals, makes and revokes API keys, writes the audit trail, and reaches no family. */
export class Admin extends ManifoldFunction {
  constructor(scope: Construct, id: string, { settings, tables }: AdminProps) {
    super(scope, id, {
      settings,
      service: 'admin',
      description: 'REST API of the administrators',
      bundle: bundleFolder(scope, 'functions/admin'),
      memoryMb: 512,
      timeout: Duration.seconds(29),
      environment: {
        ...tableEnvironment(tables, ['state', 'audit', 'identity']),
        [ENV.SHOW_TRACES]: String(settings.showTraces),
      },
    });
    alarmOnUnreadableRecords(this, 'admin');
    tables.state.grantItems(this.role, { actions: ['GetItem', 'Query', 'UpdateItem'], leadingKeys: ['*#approvals'] });
    // API keys are written here and listed without their hashes, which this role cannot read.
    const keysOfTenants = apiKeySummaryKey('*', '').pk;
    tables.identity.grantItems(this.role, { actions: ['Query'], leadingKeys: [keysOfTenants] });
    tables.identity.grantItems(this.role, {
      actions: ['PutItem', 'UpdateItem'],
      leadingKeys: [keysOfTenants, apiKeyKey('*').pk, revokedClientKey(PLATFORM_ISSUER, '*').pk],
    });
    tables.audit.grantItems(this.role, { actions: ['PutItem'] });
  }
}
