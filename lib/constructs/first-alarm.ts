import { Duration } from 'aws-cdk-lib';
import { Alarm, ComparisonOperator, Metric, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import type { Construct } from 'constructs';

export interface FirstAlarmProps {
  /** A metric of the namespace `Manifold`. */
  readonly metric: string;
  /** Value of the dimension `service`, as the function's own name for itself. */
  readonly service: string;
  /** What has happened, as a sentence. */
  readonly says: string;
}

/** Alarms at the first time in a minute; the section of the runbook has the name of the metric. */
export function alarmAtFirst(scope: Construct, id: string, { metric, service, says }: FirstAlarmProps): Alarm {
  return new Alarm(scope, id, {
    metric: new Metric({
      namespace: 'Manifold',
      metricName: metric,
      dimensionsMap: { service },
      statistic: 'Sum',
      period: Duration.minutes(1),
    }),
    threshold: 1,
    evaluationPeriods: 1,
    comparisonOperator: ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
    treatMissingData: TreatMissingData.NOT_BREACHING,
    alarmDescription: `${says} Runbook: docs/runbook.md#${metric.toLowerCase()}`,
  });
}

/** A record of the platform's that breaks its contract is left out, until somebody mends it. */
export function alarmOnUnreadableRecords(scope: Construct, service: string): Alarm {
  const says = 'A stored record breaks its contract and is left out.';
  return alarmAtFirst(scope, 'UnreadableRecords', { metric: 'RecordUnreadable', service, says });
}
