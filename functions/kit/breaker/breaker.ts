import { breakerKey } from '../../../schemas/keys.ts';
import { ManifoldError } from '../../core/errors/manifold-error.ts';
import type { ItemKey, StateTable } from '../../core/state-table/state-table.ts';
import {
  addFailure,
  endProbe,
  FAILURES_TO_OPEN,
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

/** How a request to a provider ended: `neutral` where that says nothing of the provider. */
export type Verdict = 'success' | 'failure' | 'neutral';

/** The breakers of one family, one per provider; a provider is a host. */
export interface Breakers {
  /**
   * Lets a request pass, or not.
   *
   * @param pass `always` where the call has begun to change something there: it is not broken off halfway
   * @returns to be told how the request ended
   * @throws {ManifoldError} E4005 with `retryAfter` where the provider is known to be down: nothing was sent
   */
  admit(host: string, pass?: 'always'): Promise<(verdict: Verdict) => Promise<void>>;
}

export interface BreakerOptions {
  family: string;
  /** Unix milliseconds; for tests. */
  now?: () => number;
}

/** For how long what is known of a provider is believed without looking again. */
const FRESH_MS = 1_000;
/** For how long a provider that was healthy is asked while we look again: an instance may have slept in between. */
const STALE_MS = 30_000;

interface Known {
  health: Health;
  readAt: number;
}

/**
 * Circuit breaker per provider, shared by all instances through the state table: five failures with no success in between
 * open it for a minute, then one request over all instances finds out. A healthy provider is written nothing about, and a
 * fault of the table never keeps a request back.
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
    const looking = refresh(host);
    // A healthy provider is not kept waiting for the look: what it finds counts from the next request on.
    return known && age < STALE_MS && !isOpen(known.health) ? known.health : looking;
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
        const after = await settle(state, { key: keyOf(host), verdict, before, probing, at: now() });
        if (!after) return;
        memory.set(host, { health: after, readAt: now() });
        if (isOpen(before) !== isOpen(after)) reportState(isOpen(after) ? 'open' : 'closed', { family, host });
      };
    },
  };
}

const isOpen = ({ failures }: Health) => failures >= FAILURES_TO_OPEN;

/** Where the table does not answer, the request is let through: it finds out for itself. */
async function tryProbe(state: StateTable, key: ItemKey, { lastFailureAt }: Health, now: number): Promise<boolean> {
  if (now < lastFailureAt + OPEN_MS) return false;
  return (await waitBriefly(takeProbe(state, key, now))) ?? true;
}

interface Ended {
  key: ItemKey;
  verdict: Verdict;
  before: Health;
  probing: boolean;
  at: number;
}

/** Writes down how a request ended, where that is news. */
async function settle(state: StateTable, { key, verdict, before, probing, at }: Ended): Promise<Health | undefined> {
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
  return new ManifoldError('E4005', `The provider at ${host} has failed repeatedly, so nothing was sent to it.`, {
    details: { retryAfter, circuit: 'open', suggestion: `Try again in ${retryAfter} s.` },
  });
}
