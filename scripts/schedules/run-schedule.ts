import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { byName } from '../../local/by-name.ts';
import { functionOf, type LocalSchedules, ScheduleCommandError } from './connect.ts';

/**
 * Invokes the functions of one schedule with its input, and waits for their answers.
 * @throws ScheduleCommandError where none or several fit the name, or a function fails.
 */
export async function runSchedule(local: LocalSchedules, name: string): Promise<string> {
  const { awsEndpoint, schedules, ...credentials } = local;
  const { targets } = find(schedules, name);
  const client = new LambdaClient({ endpoint: awsEndpoint, region: 'us-east-1', credentials, maxAttempts: 1 });
  try {
    const answers: string[] = [];
    for (const { functionArn, input } of targets) {
      const answer = await client.send(new InvokeCommand({ FunctionName: functionArn, Payload: input ?? eventOf() }));
      const payload = Buffer.from(answer.Payload ?? []).toString();
      if (answer.FunctionError) throw new ScheduleCommandError(`${functionOf(functionArn)} failed: ${payload}`);
      answers.push(`${functionOf(functionArn)} answered: ${payload}`);
    }
    return answers.join('\n');
  } finally {
    client.destroy();
  }
}

function find(schedules: LocalSchedules['schedules'], name: string) {
  const all = Object.entries(schedules).map(([own, { targets }]) => ({ own, targets }));
  try {
    return byName('schedule', name, all, ({ own, targets }) => [
      own,
      ...targets.map(({ functionArn }) => functionOf(functionArn)),
    ]);
  } catch (error) {
    throw new ScheduleCommandError(error instanceof Error ? error.message : String(error));
  }
}

/** The event that EventBridge would send where the schedule has no input. */
function eventOf(): string {
  const time = `${new Date().toISOString().slice(0, 19)}Z`;
  return JSON.stringify({
    version: '0',
    'detail-type': 'Scheduled Event',
    source: 'aws.events',
    time,
    resources: [],
    detail: {},
  });
}
