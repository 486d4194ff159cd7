import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';
import { CommandError } from './command-error.ts';

/** What commands read of `endpoints.json`, which the local cloud keeps in its state while it runs. */
const LocalCloud = z.object({
  apiUrl: z.string(),
  awsEndpoint: z.url(),
  accessKeyId: z.string(),
  secretAccessKey: z.string(),
  sessionToken: z.string(),
  /** Names of tables by what they hold: `registry`, `audit`, `family-exploits`. */
  tables: z.record(z.string(), z.string()),
  buckets: z.record(z.string(), z.string()),
  schedules: z.record(
    z.string(),
    z.object({
      expression: z.string(),
      enabled: z.boolean(),
      targets: z.array(z.object({ functionArn: z.string(), input: z.string().optional() })),
    }),
  ),
});
export type LocalCloud = z.infer<typeof LocalCloud>;

/** The option that names the local cloud. */
export const LOCAL_OPTIONS = {
  state: { type: 'text', value: 'DIR', default: '.manifold', help: 'state of the local cloud' },
} as const;

/**
 * The local cloud that runs on a state folder.
 *
 * @param otherwise ends the error's sentence if no local cloud runs: what to do instead of starting one
 * @throws {CommandError} if no local cloud runs there, or one of another version
 */
export function readLocalCloud(state: string, otherwise = ''): LocalCloud {
  const path = join(state, 'endpoints.json');
  if (!existsSync(path)) {
    throw new CommandError(`No local cloud runs on the state ${state}: start it with npm start${otherwise}.`);
  }
  const cloud = LocalCloud.safeParse(JSON.parse(readFileSync(path, 'utf8')));
  if (cloud.success) return cloud.data;
  throw new CommandError(`The local cloud on ${state} has another version: stop it, and start it with npm start.`);
}
