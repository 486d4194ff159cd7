import type { AuditEvent } from '../../schemas/audit-event.ts';
import type { CacheRenewal } from '../../schemas/cache-renewal.ts';
import type { Outcome } from '../../schemas/invocation.ts';
import { toManifoldError } from '../core/errors/manifold-error.ts';
import { logger } from '../core/logging/logger.ts';
import { count } from '../core/logging/metrics.ts';
import type { KeysOf } from '../core/secrets/derived-key.ts';
import { namedHashOf } from '../core/secrets/key-ring.ts';
import type { AuditTrail } from '../platform/audit/audit-trail.ts';
import { whatToKeep } from '../platform/cache/cacheable-outcome.ts';
import type { ResponseCache } from '../platform/cache/response-cache.ts';
import type { Dispatcher } from '../platform/dispatch/dispatcher.ts';

export interface RenewerServices {
  readonly cache: ResponseCache;
  readonly audit: AuditTrail;
  readonly dispatcher: Dispatcher;
  readonly key: KeysOf;
}

/**
 * Asks the family for a new answer and caches it, audited like any call: the family is asked after the intent is written,
 * and the answer is cached after the outcome is. An answer that the rule does not keep leaves the stale answer and the
 * lease, whose end is when the next renewal may start. Lambda delivers the event once (no retries).
 */
export async function renew(services: RenewerServices, renewal: CacheRenewal): Promise<void> {
  const { slot, generations, rule, invocation, target } = renewal;
  const startedAt = Date.now();
  await services.audit.record({ ...renewal.intent, at: new Date(startedAt).toISOString() });
  const context = { ...invocation.context, deadline: startedAt + renewal.timeoutMs };
  let outcome: Outcome;
  try {
    outcome = await services.dispatcher.dispatch(target, { ...invocation, context }, () => undefined);
  } catch (thrown) {
    const errorCode = toManifoldError(thrown).code;
    await recordOutcome(services, renewal, { outcome: 'error', errorCode, latencyMs: Date.now() - startedAt });
    return;
  }
  await recordOutcome(services, renewal, {
    outcome: outcome.status,
    ...(outcome.status === 'error' ? { errorCode: outcome.error.code } : {}),
    resultHash: namedHashOf(outcome, await services.key('audit-arguments')),
    responseBytes: Buffer.byteLength(JSON.stringify(outcome)),
    latencyMs: Date.now() - startedAt,
  });
  const answer = whatToKeep(outcome, rule);
  if (!answer) return;
  try {
    await services.cache.put(slot, { ...answer, generations });
  } catch (error) {
    logger.warn('the response cache failed', { error: String(error) });
    count('CacheFault');
  }
}

type Ending = Pick<AuditEvent, 'outcome' | 'errorCode' | 'resultHash' | 'responseBytes' | 'latencyMs'>;

function recordOutcome({ audit }: RenewerServices, { intent }: CacheRenewal, ending: Ending): Promise<void> {
  return audit.record({ ...intent, phase: 'outcome', at: new Date().toISOString(), ...ending });
}
