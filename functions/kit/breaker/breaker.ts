import { FAILURES_TO_OPEN } from '../../../schemas/breaker.ts';
import { breakerKey } from '../../../schemas/keys.ts';
import { ManifoldError } from '../../core/errors/manifold-error.ts';
import type { ItemKey, StateTable } from '../../core/state-table/state-table.ts';
import {
  addFailure,
  endProbe,
  HEALTHY,
  type Health,
  OPEN_MS,
  PROBE_MS,
  readHealth,
  setHealthy,
  takeProbe,
} from './breaker-repository.ts';
import { reportState } from './report-state.ts';
import { waitBriefly } from './wait-briefly.ts';

/** How a request to a provider ended; `neutral` says nothing about the provider. */
export type Verdict = 'success' | 'failure' | 'neutral';

/** The circuit breakers of one family, one for each host of a provider. */
export interface Breakers {
  /**
   * Admits a request, or refuses it while the breaker is open.
   *
   * @param pass `always` for a call that has already changed something at the provider: it is not stopped halfway
   * @returns a function to call with the verdict when the request has ended
   * @throws {ManifoldError} E4005 with `retryAfter` if the breaker is open; nothing was sent
   */
  admit(host: string, pass?: 'always'): Promise<(verdict: Verdict) => Promise<void>>;
}

export interface BreakerOptions {
  family: string;
  /** Unix milliseconds; for tests. */
  now?: () => number;
}

/** How long a health is used without reading it again. */
const FRESH_MS = 1_000;
/** How long a good health is still used while it is read again. An older one may be from before the instance slept. */
const STALE_MS = 30_000;

interface Known {
  health: Health;
  readAt: number;
}

/**
 * A circuit breaker for each provider, shared by all instances through the state table. Five consecutive failures open it
 * for a minute; after that, one request of all instances is let through as a probe. Nothing is written while a provider
 * is healthy, and a fault of the table never blocks a request.
 */
export function sharedBreakers(state: StateTable, { family, now = Date.now }: BreakerOptions): Breakers {
  const memory = new Map<string, Known>();
  const keyOf = (host: string) => breakerKey(family, host);

  async function refresh(host: string): Promise<Health> {
    const health = (await waitBriefly(readHealth(state, keyOf(host)))) ?? memory.get(host)?.health ?? HEALTHY;
    memory.set(host, { health, readAt: now() });
    return health;
  }

  async function currentHealth(host: string): Promise<Health> {
    const known = memory.get(host);
    const age = known ? now() - known.readAt : Number.POSITIVE_INFINITY;
    if (known && age < FRESH_MS) return known.health;
    const refreshed = refresh(host);
    // A request to a healthy provider does not wait for the read; its result counts from the next request on.
    return known && age < STALE_MS && !isOpen(known.health) ? known.health : refreshed;
  }

  return {
    async admit(host, pass) {
      const health = await currentHealth(host);
      let probing = false;
      if (isOpen(health) && pass !== 'always') {
        probing = await tryProbe(state, keyOf(host), health, now());
        if (!probing) throw refusal(host, health, now());
        reportState('half-open', { family, host });
      }
      return async (verdict) => {
        const before = memory.get(host)?.health ?? health;
        const after = await recordVerdict(state, { key: keyOf(host), verdict, before, probing, at: now() });
        if (!after) return;
        memory.set(host, { health: after, readAt: now() });
        if (isOpen(before) !== isOpen(after)) reportState(isOpen(after) ? 'open' : 'closed', { family, host });
      };
    },
  };
}

const isOpen = ({ failures }: Health) => failures >= FAILURES_TO_OPEN;

/** True if this request may be the probe. If the table does not answer, it may. */
async function tryProbe(state: StateTable, key: ItemKey, { lastFailureAt }: Health, now: number): Promise<boolean> {
  if (now < lastFailureAt + OPEN_MS) return false;
  return (await waitBriefly(takeProbe(state, key, now))) ?? true;
}

interface EndedRequest {
  key: ItemKey;
  verdict: Verdict;
  before: Health;
  probing: boolean;
  at: number;
}

/** Writes how a request ended if that changes the health. @returns the new health; undefined if it is the same */
async function recordVerdict(
  state: StateTable,
  { key, verdict, before, probing, at }: EndedRequest,
): Promise<Health | undefined> {
  if (verdict === 'failure') return waitBriefly(addFailure(state, key, at));
  if (verdict === 'success') {
    if (before.failures === 0 && !probing) return undefined;
    await waitBriefly(setHealthy(state, key));
    return HEALTHY;
  }
  if (probing) await waitBriefly(endProbe(state, key));
  return undefined;
}

function refusal(host: string, { lastFailureAt, probeUntil }: Health, now: number): ManifoldError {
  const until = Math.max(lastFailureAt + OPEN_MS, probeUntil);
  const retryAfter = Math.min(Math.ceil(PROBE_MS / 1000), Math.max(1, Math.ceil((until - now) / 1000)));
  return new ManifoldError('E4005', `The provider at ${host} has failed repeatedly, so no request was sent to it.`, {
    details: { retryAfter, circuit: 'open', suggestion: `Try again in ${retryAfter} s.` },
  });
}
