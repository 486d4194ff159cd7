import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { functionOf, type LocalSchedules, ScheduleCommandError } from './connect.ts';

/**
 * Invokes the functions of one schedule with its input, and waits for their answers.
 * @throws ScheduleCommandError where none or several fit the name, or a function fails.
 */
export async function runSchedule(local: LocalSchedules, name: string): Promise<string> {
  const { awsEndpoint, schedules, ...credentials } = local;
  const found = matching(schedules, name);
  const [schedule] = found;
  if (schedule === undefined || found.length > 1) {
    const names = (found.length > 0 ? found : Object.keys(schedules)).join(', ') || 'none';
    throw new ScheduleCommandError(
      `${found.length > 0 ? 'Several schedules fit' : 'No schedule fits'} ${name}; there are: ${names}.`,
    );
  }
  const client = new LambdaClient({ endpoint: awsEndpoint, region: 'us-east-1', credentials, maxAttempts: 1 });
  try {
    const answers: string[] = [];
    for (const { functionArn, input } of schedules[schedule]?.targets ?? []) {
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

/** Exact names first; else a part of a schedule's or a function's name, letters and digits alone compared. */
function matching(schedules: LocalSchedules['schedules'], name: string): string[] {
  const plain = (text: string) => text.toLowerCase().replace(/[^a-z0-9]/g, '');
  const named = Object.entries(schedules).map(([own, { targets }]) => ({
    own,
    names: [own, ...targets.map(({ functionArn }) => functionOf(functionArn))],
  }));
  const exact = named.filter(({ names }) => names.includes(name));
  const found =
    exact.length > 0 ? exact : named.filter(({ names }) => names.some((one) => plain(one).includes(plain(name))));
  return found.map(({ own }) => own);
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
