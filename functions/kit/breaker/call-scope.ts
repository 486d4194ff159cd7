import { AsyncLocalStorage } from 'node:async_hooks';
import { ERROR_MEANINGS } from '../../../schemas/errors.ts';
import type { ManifoldError } from '../../core/errors/manifold-error.ts';
import type { Breakers, Verdict } from './breaker.ts';

interface CallScope {
  /** True where the call must not be executed twice. */
  claimed: boolean;
  /** True where the caller gave less time than the tool may take: it must not open the breaker for others by that. */
  hurried: boolean;
  /** True once the call has sent something to a provider. */
  sent: boolean;
  /** True once the call has, or may have, written to its family's own table. */
  wrote: boolean;
}

const scopes = new AsyncLocalStorage<CallScope>();

/** Runs one call of a family. What it sends is known to belong together, whichever way out it takes. */
export function inCallScope<Result>(
  { claimed, hurried = false }: Pick<CallScope, 'claimed'> & Partial<Pick<CallScope, 'hurried'>>,
  work: () => Promise<Result>,
) {
  return scopes.run({ claimed, hurried, sent: false, wrote: false }, work);
}

/** Says of the call under way that executing it twice would do it twice, whether it is claimed or not. */
export function runsOnce(): void {
  const scope = scopes.getStore();
  if (scope) scope.claimed = true;
}

/** Says that a request leaves for a provider, by a way that no breaker is asked about. */
export function noteSent(): void {
  const scope = scopes.getStore();
  if (scope) scope.sent = true;
}

/** Says that the family's own table was written, or that nobody knows whether it was. */
export function noteWritten(): void {
  const scope = scopes.getStore();
  if (scope) scope.wrote = true;
}

/** Whether the call under way may have done something already: what fails from here on does not mean that it has not. */
export function mayHaveActed(): boolean {
  const scope = scopes.getStore();
  return scope !== undefined && (scope.sent || scope.wrote);
}

/**
 * Asks the breaker before something is sent. A claimed call that has begun is not broken off by it: a refusal means that
 * nothing was done, and the call may then be made again.
 *
 * @throws {ManifoldError} E4005 where the provider is known to be down
 */
export async function admitRequest(breakers: Breakers, host: string): Promise<(verdict: Verdict) => Promise<void>> {
  const scope = scopes.getStore();
  const ended = await breakers.admit(host, scope?.claimed && scope.sent ? 'always' : undefined);
  noteSent();
  return ended;
}

/** What it says of a provider that no answer came: no connection, a broken one, or none in the time that it takes. */
export function verdictOnError({ code }: ManifoldError): Verdict {
  if (!ERROR_MEANINGS[code].noAnswer) return 'neutral';
  // A call with less time than its tool may take says nothing about the provider when its time runs out.
  return code === 'E3004' && scopes.getStore()?.hurried ? 'neutral' : 'failure';
}

/** What an answer says of its provider: one that refuses is one that works. */
export const verdictOn = (status: number): Verdict => (status >= 500 ? 'failure' : 'success');
