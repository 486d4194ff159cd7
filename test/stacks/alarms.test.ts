import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { expect, it } from '@jest/globals';
import type { Template } from 'aws-cdk-lib/assertions';
import { emfLine } from '../../functions/core/logging/emf.ts';
import type { MetricName } from '../../functions/core/logging/metric-names.ts';
import { synthesize } from './support/synthesize.ts';

const { platform, audit } = synthesize();
const runbook = readFileSync(resolve(import.meta.dirname, '../../docs/runbook.md'), 'utf8');
const sections = [...runbook.matchAll(/^## (.+)$/gm)].map(([, title]) => title?.toLowerCase());
const alarmsOf = (...templates: Template[]) =>
  templates.flatMap((template) =>
    Object.values(template.findResources('AWS::CloudWatch::Alarm')).map(({ Properties }) => Properties),
  );
const alarms = alarmsOf(platform, audit);

it('a policy that cannot be evaluated raises an alarm', () => {
  expect(alarms).toContainEqual(
    expect.objectContaining({ Namespace: 'Manifold', MetricName: 'PolicyFault', Threshold: 1 }),
  );
});

it.each(['front', 'authorizer', 'tokens', 'admin'])('a record that %s cannot read raises an alarm', (service) => {
  expect(alarms).toContainEqual(
    expect.objectContaining({
      MetricName: 'RecordUnreadable',
      Dimensions: expect.arrayContaining([{ Name: 'service', Value: service }]),
      Threshold: 1,
      TreatMissingData: 'notBreaching',
    }),
  );
});

it('an alarm on a metric of functions watches one stage, so that another in the account cannot hide its failure', () => {
  const prod = synthesize({ stage: 'prod' });
  const watched = (own: typeof alarms) => own.filter(({ Namespace }) => Namespace === 'Manifold');
  const inProd = watched(alarmsOf(prod.platform, prod.audit));
  expect(inProd.map(({ MetricName }) => MetricName)).toContain('AuditWindowsBehind');
  for (const { Dimensions } of inProd) expect(Dimensions).toContainEqual({ Name: 'stage', Value: 'prod' });
  for (const { Dimensions } of watched(alarms)) expect(Dimensions).toContainEqual({ Name: 'stage', Value: 'dev' });
});

it('an alarm names exactly the dimensions that functions write', () => {
  const values = new Map<MetricName, number>([['PolicyFault', 1]]);
  const line = JSON.parse(emfLine({ at: 0, values, dimensions: {}, properties: {} }));
  const [written] = line._aws.CloudWatchMetrics[0].Dimensions;
  const [alarm] = alarms.filter(({ MetricName }) => MetricName === 'PolicyFault');
  expect(alarm?.Dimensions.map(({ Name }: { Name: string }) => Name).sort()).toEqual([...written].sort());
});

it.each(alarms)('the alarm on $MetricName says where its runbook is', ({ AlarmDescription }) => {
  const [, anchor] = /Runbook: docs\/runbook\.md#(\S+)$/.exec(AlarmDescription) ?? [];
  expect(sections).toContain(anchor);
});
