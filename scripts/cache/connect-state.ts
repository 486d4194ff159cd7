import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';
import type { StateTable } from '../../functions/core/state-table/state-table.ts';
import { connect } from '../registry/connect.ts';
import { CacheCommandError } from './cache-command-error.ts';

const Endpoints = z.object({ tables: z.object({ state: z.string() }) });

/**
 * The state table to work on: the one that is named, else that of the local cloud that runs here.
 *
 * @throws CacheCommandError where neither is there
 */
export function connectState({ table, stateDir }: { table?: string; stateDir: string }): StateTable {
  if (table !== undefined) return connect({ table, stateDir });
  const path = join(stateDir, 'endpoints.json');
  if (!existsSync(path)) {
    throw new CacheCommandError(
      'No local cloud runs here: start it with npm start, or name the state table of a deployed stage with --table.',
    );
  }
  const { tables } = Endpoints.parse(JSON.parse(readFileSync(path, 'utf8')));
  return { client: connect({ stateDir }).client, table: tables.state };
}
