import type { Context } from 'aws-lambda';
import { ENV } from '../../schemas/environment.ts';
import { TaskEvent } from '../../schemas/task-records.ts';
import { lambdaClient } from '../core/aws/clients/lambda.ts';
import { documentClient as client } from '../core/aws/document-client.ts';
import { requireEnv } from '../core/environment.ts';
import { derivedKeys } from '../core/secrets/derived-key.ts';
import { secretReader } from '../core/secrets/secret-reader.ts';
import { auditTrail } from '../platform/audit/audit-trail.ts';
import { lambdaDispatcher } from '../platform/dispatch/dispatcher.ts';
import { type RunnerServices, runRound } from './run-round.ts';

const services: RunnerServices = {
  state: { client, table: requireEnv(ENV.STATE_TABLE) },
  audit: auditTrail({ client, table: requireEnv(ENV.AUDIT_TABLE) }),
  dispatcher: lambdaDispatcher(lambdaClient()),
  key: derivedKeys(secretReader(requireEnv(ENV.PLATFORM_SECRET))),
  showTraces: process.env[ENV.SHOW_TRACES] === 'true',
};

/** Does the work of tasks. Front invokes it asynchronously, and nobody waits for what it answers. */
export const handler = (event: unknown, context: Context): Promise<void> =>
  runRound(services, TaskEvent.parse(event), context.getRemainingTimeInMillis());
