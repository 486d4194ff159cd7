import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';

/** What the operator can mend; its message is one sentence. */
export class ScheduleCommandError extends Error {
  override readonly name = 'ScheduleCommandError';
}

/** What a running local cloud tells operators' commands, in `endpoints.json` of its state. */
const Endpoints = z.object({
  awsEndpoint: z.url(),
  accessKeyId: z.string(),
  secretAccessKey: z.string(),
  sessionToken: z.string(),
  schedules: z.record(
    z.string(),
    z.object({
      expression: z.string(),
      enabled: z.boolean(),
      targets: z.array(z.object({ functionArn: z.string(), input: z.string().optional() })),
    }),
  ),
});

export type LocalSchedules = z.infer<typeof Endpoints>;

/** @throws ScheduleCommandError where no local cloud runs on this state. */
export function readSchedules(stateDir: string): LocalSchedules {
  const path = join(stateDir, 'endpoints.json');
  if (!existsSync(path)) throw new ScheduleCommandError('No local cloud runs here: start it with npm start.');
  const endpoints = Endpoints.safeParse(JSON.parse(readFileSync(path, 'utf8')));
  if (endpoints.success) return endpoints.data;
  throw new ScheduleCommandError(`${path} is not what this version writes: stop the local cloud and start it again.`);
}

/** `front` in `arn:aws:lambda:…:function:front:3`. */
export function functionOf(arn: string): string {
  return arn.split(':function:')[1]?.split(':')[0] ?? arn;
}
