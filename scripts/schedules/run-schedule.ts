import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { byName } from '../../local/by-name.ts';
import { CommandError } from '../command/command-error.ts';
import { localSettings } from '../command/connect.ts';
import type { LocalCloud } from '../command/local-cloud.ts';
import { functionOf } from './list-schedules.ts';

/**
 * Invokes the functions of one schedule with its input, and waits for their answers.
 * @throws {CommandError} if no schedule or several fit the name, or a function fails
 */
export async function runSchedule(local: LocalCloud, name: string): Promise<string> {
  const { targets } = find(local.schedules, name);
  const client = new LambdaClient({ ...localSettings(local), maxAttempts: 1 });
  try {
    const answers: string[] = [];
    for (const { functionArn, input } of targets) {
      const answer = await client.send(new InvokeCommand({ FunctionName: functionArn, Payload: input ?? eventOf() }));
      const payload = Buffer.from(answer.Payload ?? []).toString();
      if (answer.FunctionError) throw new CommandError(`${functionOf(functionArn)} failed: ${payload}`);
      answers.push(`${functionOf(functionArn)} answered: ${payload}`);
    }
    return answers.join('\n');
  } finally {
    client.destroy();
  }
}

function find(schedules: LocalCloud['schedules'], name: string) {
  const all = Object.entries(schedules).map(([own, { targets }]) => ({ own, targets }));
  try {
    return byName('schedule', name, all, ({ own, targets }) => [
      own,
      ...targets.map(({ functionArn }) => functionOf(functionArn)),
    ]);
  } catch (error) {
    throw new CommandError(error instanceof Error ? error.message : String(error));
  }
}

/** The event that EventBridge sends if the schedule has no input. */
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
