import { InvokeCommand } from '@aws-sdk/client-lambda';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Resource } from '../assembly/template.ts';
import type { LogLine } from '../log.ts';
import { lambda, role } from '../testing/assembly.ts';
import { TestCloud } from '../testing/cloud.ts';

/** Logs its input, then waits or fails as the input asks. */
const TELLER = `
export const handler = async (event) => {
  console.log('asked ' + JSON.stringify(event));
  if (event.sleep) await new Promise((resolve) => setTimeout(resolve, event.sleep));
  if (event.fail) throw new Error('not today');
  return { did: event.task ?? event['detail-type'] };
};`;
const test = new TestCloud();

function rule(target: string, properties: Record<string, unknown>, input?: unknown): Resource {
  const Input = input === undefined ? {} : { Input: JSON.stringify(input) };
  return {
    Type: 'AWS::Events::Rule',
    Properties: {
      ScheduleExpression: 'rate(1 day)',
      Targets: [{ Id: 'Target0', Arn: { 'Fn::GetAtt': [target, 'Arn'] }, ...Input }],
      ...properties,
    },
  };
}

function permission(target: string, of: string): Resource {
  return {
    Type: 'AWS::Lambda::Permission',
    Properties: {
      Action: 'lambda:InvokeFunction',
      FunctionName: { 'Fn::GetAtt': [target, 'Arn'] },
      Principal: 'events.amazonaws.com',
      SourceArn: { 'Fn::GetAtt': [of, 'Arn'] },
    },
  };
}

const scheduler = (roleId: string): Resource => ({
  Type: 'AWS::Scheduler::Schedule',
  Properties: {
    ScheduleExpression: 'cron(0 3 * * ? *)',
    FlexibleTimeWindow: { Mode: 'OFF' },
    Target: {
      Arn: { 'Fn::GetAtt': ['Teller', 'Arn'] },
      RoleArn: { 'Fn::GetAtt': [roleId, 'Arn'] },
      Input: '{"task":"nightly"}',
    },
  },
});
const schedulerRole = (action: string): Resource => ({
  Type: 'AWS::IAM::Role',
  Properties: {
    AssumeRolePolicyDocument: {
      Statement: [{ Effect: 'Allow', Action: 'sts:AssumeRole', Principal: { Service: 'scheduler.amazonaws.com' } }],
    },
    Policies: [
      {
        PolicyName: 'own',
        PolicyDocument: {
          Statement: [{ Effect: 'Allow', Action: action, Resource: { 'Fn::GetAtt': ['Teller', 'Arn'] } }],
        },
      },
    ],
  },
});

const ASSEMBLY = {
  code: { Teller: TELLER, Single: TELLER },
  resources: {
    Role: role(),
    Teller: lambda('Teller', TELLER, 'Role'),
    Single: lambda('Single', TELLER, 'Role', { ReservedConcurrentExecutions: 1 }),
    Once: {
      Type: 'AWS::Lambda::EventInvokeConfig',
      Properties: { FunctionName: { Ref: 'Single' }, MaximumRetryAttempts: 0 },
    },
    Sealing: rule('Teller', { Name: 'sealing' }, { task: 'seal' }),
    SealingPermission: permission('Teller', 'Sealing'),
    Bare: rule('Single', { Name: 'bare', ScheduleExpression: 'cron(4/5 * * * ? *)', State: 'DISABLED' }),
    BarePermission: permission('Single', 'Bare'),
    Unpermitted: rule('Teller', { Name: 'unpermitted' }, { task: 'other' }),
    Allowed: schedulerRole('lambda:InvokeFunction'),
    Lacking: schedulerRole('lambda:GetFunction'),
    Nightly: scheduler('Allowed'),
    Barred: scheduler('Lacking'),
  },
};

beforeAll(() => test.start(ASSEMBLY));
afterAll(() => test.dispose());

/** The first line from now on that fits. */
function line(fits: (line: LogLine) => boolean): Promise<LogLine> {
  return new Promise((resolve) => {
    const end = test.cloud.logs.subscribe((one) => {
      if (!fits(one)) return;
      end();
      resolve(one);
    });
  });
}
const later = (FunctionName: string, event: unknown) =>
  test.lambda.send(new InvokeCommand({ FunctionName, InvocationType: 'Event', Payload: JSON.stringify(event) }));

describe('a schedule', () => {
  it('runs its function with its constant input', async () => {
    await expect(test.cloud.runSchedule('sealing')).resolves.toEqual([
      { schedule: 'sealing', functionName: 'teller', failed: false, payload: '{"did":"seal"}' },
    ]);
  });

  it('sends the event of EventBridge if it has no input of its own', async () => {
    const [run] = await test.cloud.runSchedule('single');
    expect(run?.payload).toBe('{"did":"Scheduled Event"}');
  });

  it('needs the permission of its function', async () => {
    await expect(test.cloud.runSchedule('unpermitted')).rejects.toThrow('no permission lets events.amazonaws.com');
  });

  it('acts with its role if EventBridge Scheduler runs it', async () => {
    const [run] = await test.cloud.runSchedule('app-Nightly');
    expect(run?.payload).toBe('{"did":"nightly"}');
    await expect(test.cloud.runSchedule('app-Barred')).rejects.toThrow('lacks lambda:InvokeFunction');
  });

  it('has to be named so that one schedule fits', async () => {
    await expect(test.cloud.runSchedule('teller')).rejects.toThrow(
      /Several schedules fit teller; there are: sealing, /,
    );
    await expect(test.cloud.runSchedule('weekly')).rejects.toThrow('No schedule fits weekly');
  });
});

describe('an asynchronous invocation', () => {
  it('is retried twice after a failure, then dropped with a log line', async () => {
    const dropped = line(({ text }) => text.includes('dropped'));
    expect((await later('teller', { task: 'a', fail: true })).StatusCode).toBe(202);
    expect((await dropped).text).toBe('asynchronous invocation of teller dropped: it failed 3 times: Error: not today');
    const asked = test.cloud.logs.collected().filter(({ text }) => text.includes('"task":"a"'));
    expect(asked).toHaveLength(3);
  });

  it('is retried as often as its function is configured', async () => {
    const dropped = line(({ text }) => text.includes('dropped'));
    await later('single', { task: 'b', fail: true });
    expect((await dropped).text).toContain('it failed 1 times');
  });

  it('starts again after a restart that interrupted it', async () => {
    const begun = line(({ text }) => text.includes('"task":"kept"'));
    await later('teller', { task: 'kept', sleep: 60_000 });
    await begun;
    await test.stop();
    await test.start(ASSEMBLY);
    const again = () => test.cloud.logs.collected().some(({ text }) => text.includes('"task":"kept"'));
    while (!again()) await new Promise((next) => setImmediate(next));
    expect(again()).toBe(true);
  });

  it('waits until its function has room again', async () => {
    const first = test.invoke('single', { task: 'long', sleep: 300 });
    await line(({ text }) => text.includes('"task":"long"'));
    const second = line(({ text }) => text.includes('"task":"patient"'));
    await later('single', { task: 'patient' });
    await expect(first).resolves.toMatchObject({ payload: { did: 'long' } });
    expect((await second).source).toBe('single');
  });
});
