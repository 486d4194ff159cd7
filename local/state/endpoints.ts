import { rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Cloud } from '../cloud.ts';
import { JsonFile } from './json-file.ts';

/** URLs and credentials for operators' commands: `endpoints.json` in the state directory. */
export type Endpoints = Pick<
  Cloud,
  | 'apiUrl'
  | 'mcpUrl'
  | 'awsEndpoint'
  | 'tables'
  | 'secrets'
  | 'signingSecrets'
  | 'functions'
  | 'buckets'
  | 'sandboxes'
  | 'schedules'
> &
  Cloud['operator'];

/** @returns a function that takes the file away again. */
export function publishEndpoints(stateDir: string, endpoints: Endpoints): () => void {
  const path = join(stateDir, 'endpoints.json');
  new JsonFile<Partial<Endpoints>>(path, {}).set(endpoints);
  return () => rmSync(path, { force: true });
}
