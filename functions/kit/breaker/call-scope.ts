import { AsyncLocalStorage } from 'node:async_hooks';
import { ERROR_MEANINGS } from '../../../schemas/errors.ts';
import type { ManifoldError } from '../../core/errors/manifold-error.ts';
import type { Breakers, Verdict } from './breaker.ts';

interface CallScope {
  /** True if the call must not be executed twice. */
  claimed: boolean;
  /** True if the caller gave less time than the tool may take. A timeout of such a call does not count as a failure. */
  hurried: boolean;
  /** True if the provider is known to be slow. A timeout, its own 504 included, does not count as a failure. */
  patient: boolean;
  /** True once the call has sent something to a provider. */
  sent: boolean;
  /** True once the call has, or may have, written to the family's own table. */
  wrote: boolean;
}

/** HTTP status by which a provider says that the source behind it did not answer in time. */
const GATEWAY_TIMEOUT = 504;

const scopes = new AsyncLocalStorage<CallScope>();

/** Runs one call of a family, so that all its requests and writes are recognised as belonging to it. */
export function inCallScope<Result>(
  {
    claimed,
    hurried = false,
    patient = false,
  }: Pick<CallScope, 'claimed'> & Partial<Pick<CallScope, 'hurried' | 'patient'>>,
  work: () => Promise<Result>,
) {
  return scopes.run({ claimed, hurried, patient, sent: false, wrote: false }, work);
}

/** Marks the current call as one that must not be executed twice, even if it is not claimed. */
export function markRunsOnce(): void {
  const scope = scopes.getStore();
  if (scope) scope.claimed = true;
}

/** Notes that the current call sends a request to a provider. */
export function noteSent(): void {
  const scope = scopes.getStore();
  if (scope) scope.sent = true;
}

/** Notes that the current call has written to the family's own table, or may have. */
export function noteWritten(): void {
  const scope = scopes.getStore();
  if (scope) scope.wrote = true;
}

/** Whether the current call may have changed something already, so that a later failure leaves its outcome unknown. */
export function mayHaveActed(): boolean {
  const scope = scopes.getStore();
  return scope !== undefined && (scope.sent || scope.wrote);
}

/**
 * Asks the breaker before a request is sent. A claimed call that has sent something before is always admitted, because a
 * refusal by the breaker tells the caller that nothing was done.
 *
 * @throws {ManifoldError} E4005 if the breaker of the host is open
 */
export async function admitRequest(breakers: Breakers, host: string): Promise<(verdict: Verdict) => Promise<void>> {
  const scope = scopes.getStore();
  const ended = await breakers.admit(host, scope?.claimed && scope.sent ? 'always' : undefined);
  noteSent();
  return ended;
}

/** The verdict on a request without an answer: a failed or broken connection and a timeout are failures of the provider. */
export function verdictOnError({ code }: ManifoldError): Verdict {
  if (!ERROR_MEANINGS[code].noAnswer) return 'neutral';
  const { hurried = false, patient = false } = scopes.getStore() ?? {};
  // Without an answer, only a connection that failed or broke says something about a slow provider.
  if (patient && code !== 'E4001') return 'neutral';
  // A call with less time than its tool may take says nothing about the provider when its time runs out.
  return code === 'E3004' && hurried ? 'neutral' : 'failure';
}

/** The verdict on an answer. A provider that refuses a request works. */
export function verdictOn(status: number): Verdict {
  if (status === GATEWAY_TIMEOUT && scopes.getStore()?.patient) return 'neutral';
  return status >= 500 ? 'failure' : 'success';
}
