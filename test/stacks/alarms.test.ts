import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { expect, it } from '@jest/globals';
import { synthesize } from './support/synthesize.ts';

const { platform } = synthesize();
const runbook = readFileSync(resolve(import.meta.dirname, '../../docs/runbook.md'), 'utf8');
const sections = [...runbook.matchAll(/^## (.+)$/gm)].map(([, title]) => title?.toLowerCase());
const alarms = Object.values(platform.findResources('AWS::CloudWatch::Alarm')).map(({ Properties }) => Properties);

it('a policy that cannot be evaluated raises an alarm', () => {
  expect(alarms).toContainEqual(
    expect.objectContaining({ Namespace: 'Manifold', MetricName: 'PolicyFault', Threshold: 1 }),
  );
});

it.each(['front', 'authorizer', 'tokens', 'admin'])('a record that %s cannot read raises an alarm', (service) => {
  expect(alarms).toContainEqual(
    expect.objectContaining({
      MetricName: 'RecordUnreadable',
      Dimensions: [{ Name: 'service', Value: service }],
      Threshold: 1,
      TreatMissingData: 'notBreaching',
    }),
  );
});

it.each(alarms)('the alarm on $MetricName says where its runbook is', ({ AlarmDescription }) => {
  const [, anchor] = /Runbook: docs\/runbook\.md#(\S+)$/.exec(AlarmDescription) ?? [];
  expect(sections).toContain(anchor);
});
