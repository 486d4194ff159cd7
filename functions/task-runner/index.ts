import { LambdaClient } from '@aws-sdk/client-lambda';
import type { Context } from 'aws-lambda';
import { ENV } from '../../schemas/environment.ts';
import { TaskEvent } from '../../schemas/task-records.ts';
import { auditTrail } from '../runtime/audit/audit-trail.ts';
import { documentClient as client } from '../runtime/aws/document-client.ts';
import { lambdaDispatcher } from '../runtime/dispatch/dispatcher.ts';
import { requireEnv } from '../runtime/environment.ts';
import { derivedKeys } from '../runtime/secrets/derived-key.ts';
import { secretReader } from '../runtime/secrets/secret-reader.ts';
import { type RunnerServices, runRound } from './run-round.ts';

const services: RunnerServices = {
  state: { client, table: requireEnv(ENV.STATE_TABLE) },
  audit: auditTrail({ client, table: requireEnv(ENV.AUDIT_TABLE) }),
  dispatcher: lambdaDispatcher(new LambdaClient({ maxAttempts: 1, cacheMiddleware: true })),
  key: derivedKeys(secretReader(requireEnv(ENV.PLATFORM_SECRET))),
  showTraces: process.env[ENV.SHOW_TRACES] === 'true',
};

/** Does the work of tasks. Front invokes it asynchronously, and nobody waits for what it answers. */
export const handler = (event: unknown, context: Context): Promise<void> =>
  runRound(services, TaskEvent.parse(event), context.getRemainingTimeInMillis());
