import { Duration } from 'aws-cdk-lib';
import { Alarm, type AlarmProps, ComparisonOperator, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import { Rule, Schedule } from 'aws-cdk-lib/aws-events';
import { LambdaFunction } from 'aws-cdk-lib/aws-events-targets';
import { Grant } from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';
import { ENV } from '../../schemas/environment.ts';
import { AUDIT_RETIRED_KEY, pseudonymKey, SEALER_LEASE_KEY } from '../../schemas/keys.ts';
import { bundleFolder } from '../bundles.ts';
import type { Settings } from '../settings.ts';
import { type Tables, tableEnvironment } from '../tables.ts';
import { AuditVault } from './audit-vault.ts';
import { DeadLetters } from './dead-letters.ts';
import { stageMetric } from './first-alarm.ts';
import { ManifoldFunction } from './manifold-function.ts';

export interface AuditSealerProps {
  readonly settings: Settings;
  readonly tables: Tables;
}

/**
 * Seals the audit trail: every five minutes, a minute after a window closes (schemas/sealed-audit.ts). A lease in
 * the state table lets one run work at a time. The next run does the work of one that failed, so no run is retried.
 */
export class AuditSealer extends ManifoldFunction {
  readonly vault: AuditVault;

  constructor(scope: Construct, id: string, { settings, tables }: AuditSealerProps) {
    super(scope, id, {
      settings,
      service: 'audit-sealer',
      description: 'Seals the audit trail: chained, signed, locked',
      bundle: bundleFolder(scope, 'functions/audit-sealer'),
      memoryMb: 1769,
      timeout: Duration.minutes(10),
      environment: tableEnvironment(tables, ['audit', 'identity', 'state']),
    });
    this.vault = new AuditVault(this, 'Vault', { settings, sealer: this.role });
    this.lambda.addEnvironment(ENV.AUDIT_BUCKET, this.vault.bucket.bucketName);
    this.lambda.addEnvironment(ENV.AUDIT_SIGNING_KEY, this.vault.signingKey.keyArn);
    this.lambda.addEnvironment(ENV.AUDIT_TABLE_DAYS, String(settings.auditTableDays));
    // It deletes sealed events that are old enough, and writes how far it has come. It writes no event, since it reads their
    // keys: another function adds the outcomes of calls that it closes.
    tables.audit.grantItems(this.role, { actions: ['Query', 'DeleteItem'] });
    tables.audit.grantItems(this.role, { actions: ['PutItem'], leadingKeys: [AUDIT_RETIRED_KEY.pk] });
    const closer = new ManifoldFunction(scope, 'AuditCloser', {
      settings,
      service: 'audit-closer',
      description: 'Adds outcomes of calls that have none to the audit trail',
      bundle: bundleFolder(scope, 'functions/audit-closer'),
      memoryMb: 256,
      timeout: Duration.minutes(1),
      environment: tableEnvironment(tables, ['audit']),
    });
    tables.audit.grantItems(closer.role, { actions: ['PutItem'] });
    Grant.addToPrincipal({
      grantee: this.role,
      actions: ['lambda:InvokeFunction'],
      resourceArns: [closer.lambda.functionArn],
    });
    this.lambda.addEnvironment(ENV.AUDIT_CLOSER, closer.lambda.functionArn);
    tables.state.grantItems(this.role, { actions: ['PutItem', 'DeleteItem'], leadingKeys: [SEALER_LEASE_KEY.pk] });
    tables.identity.grantItems(this.role, {
      actions: ['GetItem', 'PutItem'],
      leadingKeys: [pseudonymKey('*', '').pk],
    });
    const deadLetters = new DeadLetters(this, 'DeadLetters', { says: 'The audit sealer could not be started.' });
    new Rule(this, 'Schedule', {
      description: 'Seals the audit windows that are closed',
      schedule: Schedule.cron({ minute: '4/5' }),
      targets: [
        new LambdaFunction(this.lambda, {
          retryAttempts: 0,
          maxEventAge: Duration.minutes(5),
          deadLetterQueue: deadLetters.queue,
        }),
      ],
    });
    // A sealer that does not run reports nothing, so missing data raises the alarm too.
    this.alarmOverRuns(settings, 'Behind', {
      metric: 'AuditWindowsBehind',
      statistic: 'Maximum',
      threshold: 3,
      treatMissingData: TreatMissingData.BREACHING,
      says: 'The audit trail is not sealed in time.',
    });
    // One failed run may be a service that did not answer; a window that stops two runs does not mend itself.
    this.alarmOverRuns(settings, 'Failed', {
      metric: 'AuditWindowFailed',
      statistic: 'Sum',
      threshold: 1,
      datapointsToAlarm: 2,
      treatMissingData: TreatMissingData.NOT_BREACHING,
      says: 'A window of the audit cannot be sealed.',
    });
  }

  /** Alarms on the last three runs. The section of the runbook has the name of the metric. */
  private alarmOverRuns(settings: Settings, id: string, { metric, statistic, says, ...bounds }: RunAlarm): void {
    new Alarm(this, id, {
      metric: stageMetric({ settings, metric, service: 'audit-sealer' }, { statistic, period: Duration.minutes(5) }),
      evaluationPeriods: 3,
      comparisonOperator: ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
      alarmDescription: `${says} Runbook: docs/runbook.md#${metric.toLowerCase()}`,
      ...bounds,
    });
  }
}

interface RunAlarm extends Pick<AlarmProps, 'threshold' | 'datapointsToAlarm' | 'treatMissingData'> {
  readonly metric: string;
  readonly statistic: 'Sum' | 'Maximum';
  /** What has happened, as a sentence. */
  readonly says: string;
}
