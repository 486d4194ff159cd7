import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { lambda, role } from '../../local/testing/assembly.ts';
import { TestCloud } from '../../local/testing/cloud.ts';
import { readSchedules } from './connect.ts';
import { listSchedules } from './list-schedules.ts';
import { runSchedule } from './run-schedule.ts';

const TELLER = `
export const handler = async (event) => {
  if (event.fail) throw new Error('not today');
  return { did: event.task };
};`;
const rule = (expression: string, input: unknown) => ({
  Type: 'AWS::Events::Rule',
  Properties: {
    ScheduleExpression: expression,
    Targets: [{ Id: 'a', Arn: { 'Fn::GetAtt': ['Teller', 'Arn'] }, Input: JSON.stringify(input) }],
  },
});
const test = new TestCloud();

beforeAll(() =>
  test.start({
    code: { Teller: TELLER },
    resources: {
      Role: role(),
      Teller: lambda('Teller', TELLER, 'Role'),
      AuditSealer: rule('rate(1 day)', { task: 'seal' }),
      Broken: rule('rate(2 days)', { fail: true }),
    },
  }),
);
afterAll(() => test.dispose());

describe('npm run schedules', () => {
  it('lists what the local cloud runs', () => {
    const lines = listSchedules(readSchedules(test.folders.stateDir)).split('\n');
    expect(lines).toEqual([
      expect.stringMatching(/^app-AuditSealer-\w+ {2}rate\(1 day\) {2}→ teller$/),
      expect.stringMatching(/^app-Broken-\w+ {2}rate\(2 days\) {2}→ teller$/),
    ]);
  });

  it('runs one by a part of its name, and says what came of it', async () => {
    const local = readSchedules(test.folders.stateDir);
    await expect(runSchedule(local, 'audit-sealer')).resolves.toBe('teller answered: {"did":"seal"}');
    await expect(runSchedule(local, 'broken')).rejects.toThrow(/^teller failed: .*not today/);
  });

  it('names what there is where none or several fit', async () => {
    const local = readSchedules(test.folders.stateDir);
    await expect(runSchedule(local, 'weekly')).rejects.toThrow(/^No schedule fits weekly; there are: app-AuditSealer/);
    await expect(runSchedule(local, 'teller')).rejects.toThrow(/^Several schedules fit teller; there are: app-/);
    expect(() => readSchedules(test.folders.assemblyDir)).toThrow('No local cloud runs here: start it with npm start.');
  });
});
