import { fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { publishEndpoints } from './endpoints.ts';
import type { Ready } from './main.ts';
import { keepCloud } from './process.ts';

/** Starts the cloud that integration and conformance tests share; takes about ten seconds. */
export default async function setup(): Promise<void> {
  const cloud = fork(join(import.meta.dirname, 'main.ts'), {
    execArgv: [],
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });
  keepCloud(cloud);
  const died = once(cloud, 'exit').then(() => ({ failed: 'its process ended' }));
  const [ready] = (await Promise.race([once(cloud, 'message'), died.then((failed) => [failed])])) as [Ready];
  if ('failed' in ready) throw new Error(`The cloud under test did not start: ${ready.failed}`);
  publishEndpoints(ready.endpoints);
}
