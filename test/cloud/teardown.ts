import { once } from 'node:events';
import { takeCloud } from './process.ts';

/** Ends the cloud under test and waits until all of it is gone. */
export default async function teardown(): Promise<void> {
  const cloud = takeCloud();
  if (!cloud || cloud.exitCode !== null) return;
  const gone = once(cloud, 'exit');
  cloud.disconnect();
  await gone;
}
