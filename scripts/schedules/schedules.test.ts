import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { lambda, role } from '../../local/testing/assembly.ts';
import { TestCloud } from '../../local/testing/cloud.ts';
import { readLocalCloud } from '../command/local-cloud.ts';
import { listSchedules } from './list-schedules.ts';
import { runSchedule } from './run-schedule.ts';

const REPORTER = `
export const handler = async (event) => {
  if (event.fail) throw new Error('not today');
  return { did: event.task };
};`;
const rule = (expression: string, input: unknown) => ({
  Type: 'AWS::Events::Rule',
  Properties: {
    ScheduleExpression: expression,
    Targets: [{ Id: 'a', Arn: { 'Fn::GetAtt': ['Reporter', 'Arn'] }, Input: JSON.stringify(input) }],
  },
});
const test = new TestCloud();

beforeAll(() =>
  test.start({
    code: { Reporter: REPORTER },
    resources: {
      Role: role(),
      Reporter: lambda('Reporter', REPORTER, 'Role'),
      AuditSealer: rule('rate(1 day)', { task: 'seal' }),
      Broken: rule('rate(2 days)', { fail: true }),
    },
  }),
);
afterAll(() => test.dispose());

describe('npm run schedules', () => {
  it('lists the schedules of the local cloud with their functions', () => {
    const lines = listSchedules(readLocalCloud(test.folders.stateDir)).text.split('\n');
    expect(lines).toEqual([
      expect.stringMatching(/^app-AuditSealer-\w+ {2}rate\(1 day\) {2}→ reporter$/),
      expect.stringMatching(/^app-Broken-\w+ {2}rate\(2 days\) {2}→ reporter$/),
    ]);
  });

  it('runs a schedule that is named by a part of its name, and prints the answer', async () => {
    const local = readLocalCloud(test.folders.stateDir);
    await expect(runSchedule(local, 'audit-sealer')).resolves.toBe('reporter answered: {"did":"seal"}');
    await expect(runSchedule(local, 'broken')).rejects.toThrow(/^reporter failed: .*not today/);
  });

  it('lists the schedules if no schedule or several fit the name', async () => {
    const local = readLocalCloud(test.folders.stateDir);
    await expect(runSchedule(local, 'weekly')).rejects.toThrow(/^No schedule fits weekly; there are: app-AuditSealer/);
    await expect(runSchedule(local, 'reporter')).rejects.toThrow(/^Several schedules fit reporter; there are: app-/);
    expect(() => readLocalCloud(test.folders.assemblyDir)).toThrow('start it with npm start.');
  });
});
