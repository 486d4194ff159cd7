import { CacheRenewal } from '../../schemas/cache-renewal.ts';
import { ENV } from '../../schemas/environment.ts';
import { lambdaClient } from '../core/aws/clients/lambda.ts';
import { documentClient as client } from '../core/aws/document-client.ts';
import { requireEnv } from '../core/environment.ts';
import { derivedKeys } from '../core/secrets/derived-key.ts';
import { secretReader } from '../core/secrets/secret-reader.ts';
import { Recording } from '../core/tracing/recording.ts';
import { traceContextIn } from '../core/tracing/trace-context.ts';
import { auditTrail } from '../platform/audit/audit-trail.ts';
import { cacheOfStage } from '../platform/cache/cache-of-stage.ts';
import { lambdaDispatcher } from '../platform/dispatch/dispatcher.ts';
import { type RenewerServices, renew } from './renew.ts';

const key = derivedKeys(secretReader(requireEnv(ENV.PLATFORM_SECRET)));

const services: RenewerServices = {
  cache: cacheOfStage({ client, table: requireEnv(ENV.STATE_TABLE) }, key),
  audit: auditTrail({ client, table: requireEnv(ENV.AUDIT_TABLE) }),
  dispatcher: lambdaDispatcher(lambdaClient()),
  key,
};

/** Renews stale answers. Front invokes it asynchronously, and nobody waits for what it answers. */
export const handler = (event: unknown): Promise<void> => {
  const renewal = CacheRenewal.parse(event);
  const { correlationId } = renewal.intent;
  const recording = new Recording({ name: 'renew', correlationId, parent: traceContextIn(renewal.invocation.context) });
  return recording.run(() => renew(services, renewal)).finally(() => recording.end());
};
