import { Duration } from 'aws-cdk-lib';
import { SqsDlq } from 'aws-cdk-lib/aws-lambda-event-sources';
import type { Construct } from 'constructs';
import { bundleFolder } from '../bundles.ts';
import type { Settings } from '../settings.ts';
import type { Tables } from '../tables.ts';
import { DeadLetters } from './dead-letters.ts';
import { alarmAtFirst } from './first-alarm.ts';
import { ManifoldFunction } from './manifold-function.ts';

export interface AuditWatcherProps {
  readonly settings: Settings;
  readonly tables: Tables;
}

/**
 * Alarms when an item of the audit is changed or removed before it is sealed. IAM cannot demand that a write adds an item, so
 * a stolen role could replace an event whose key it knows; the table's stream shows it. The function learns keys alone.
 */
export class AuditWatcher extends ManifoldFunction {
  constructor(scope: Construct, id: string, { settings, tables }: AuditWatcherProps) {
    super(scope, id, {
      settings,
      service: 'audit-watcher',
      description: 'Reports items of the audit that were changed or removed before they were sealed',
      bundle: bundleFolder(scope, 'functions/audit-watcher'),
      memoryMb: 256,
      timeout: Duration.seconds(30),
    });
    const deadLetters = new DeadLetters(this, 'DeadLetters', {
      says: 'Changes of audit items could not be looked at.',
    });
    tables.audit.invokeOnChanges(this.lambda, new SqsDlq(deadLetters.queue));
    alarmAtFirst(this, 'ItemChanged', {
      settings,
      metric: 'AuditItemChanged',
      service: 'audit-watcher',
      says: 'An item of the audit was changed or removed before it was sealed.',
    });
  }
}
