import type { ChildProcess } from 'node:child_process';

/** Global setup and teardown run in one process, but jest loads them apart: the global object is what they share. */
const SHARED = globalThis as { manifoldTestCloud?: ChildProcess };

export function keepCloud(cloud: ChildProcess): void {
  SHARED.manifoldTestCloud = cloud;
}

export function takeCloud(): ChildProcess | undefined {
  const cloud = SHARED.manifoldTestCloud;
  delete SHARED.manifoldTestCloud;
  return cloud;
}
