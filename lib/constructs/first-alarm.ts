import { Duration } from 'aws-cdk-lib';
import { Alarm, ComparisonOperator, Metric, type MetricOptions, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import type { Construct } from 'constructs';
import type { Settings } from '../settings.ts';

export interface MetricSource {
  readonly settings: Settings;
  /** A metric of the namespace `Manifold` (functions/core/logging/metric-names.ts). */
  readonly metric: string;
  /** The function that counts it, as its service name: `front`. */
  readonly service: string;
}

/** A metric of one function in one stage. Its dimensions are those that functions/core/logging/emf.ts writes. */
export function stageMetric({ settings, metric, service }: MetricSource, options: MetricOptions): Metric {
  return new Metric({
    namespace: 'Manifold',
    metricName: metric,
    dimensionsMap: { stage: settings.stage, service },
    ...options,
  });
}

export interface FirstAlarmProps extends MetricSource {
  /** What has happened, as a sentence. */
  readonly says: string;
}

/** Alarms at the first occurrence within a minute. The section of the runbook has the name of the metric. */
export function alarmAtFirst(scope: Construct, id: string, { says, ...source }: FirstAlarmProps): Alarm {
  return new Alarm(scope, id, {
    metric: stageMetric(source, { statistic: 'Sum', period: Duration.minutes(1) }),
    threshold: 1,
    evaluationPeriods: 1,
    comparisonOperator: ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
    treatMissingData: TreatMissingData.NOT_BREACHING,
    alarmDescription: `${says} Runbook: docs/runbook.md#${source.metric.toLowerCase()}`,
  });
}

/** Alarms when a function leaves out a stored record that breaks its contract. */
export function alarmOnUnreadableRecords(
  scope: Construct,
  { settings, service }: Pick<MetricSource, 'settings' | 'service'>,
): Alarm {
  const says = 'A stored record breaks its contract and is left out.';
  return alarmAtFirst(scope, 'UnreadableRecords', { settings, metric: 'RecordUnreadable', service, says });
}
