import { LambdaClient } from '@aws-sdk/client-lambda';
import { CacheRenewal } from '../../schemas/cache-renewal.ts';
import { ENV } from '../../schemas/environment.ts';
import { auditTrail } from '../runtime/audit/audit-trail.ts';
import { documentClient as client } from '../runtime/aws/document-client.ts';
import { cacheOfStage } from '../runtime/cache/cache-of-stage.ts';
import { lambdaDispatcher } from '../runtime/dispatch/dispatcher.ts';
import { requireEnv } from '../runtime/environment.ts';
import { derivedKeys } from '../runtime/secrets/derived-key.ts';
import { secretReader } from '../runtime/secrets/secret-reader.ts';
import { Recording } from '../runtime/tracing/recording.ts';
import { traceContextIn } from '../runtime/tracing/trace-context.ts';
import { type RenewerServices, renew } from './renew.ts';

const key = derivedKeys(secretReader(requireEnv(ENV.PLATFORM_SECRET)));

const services: RenewerServices = {
  cache: cacheOfStage({ client, table: requireEnv(ENV.STATE_TABLE) }, key),
  audit: auditTrail({ client, table: requireEnv(ENV.AUDIT_TABLE) }),
  dispatcher: lambdaDispatcher(new LambdaClient({ maxAttempts: 1, cacheMiddleware: true })),
  key,
};

/** Renews stale answers. Front invokes it asynchronously, and nobody waits for what it answers. */
export const handler = (event: unknown): Promise<void> => {
  const renewal = CacheRenewal.parse(event);
  const { correlationId } = renewal.intent;
  const recording = new Recording({ name: 'renew', correlationId, parent: traceContextIn(renewal.invocation.context) });
  return recording.run(() => renew(services, renewal)).finally(() => recording.end());
};
