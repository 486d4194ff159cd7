import { type Load, load } from './load.ts';
import { keys, lookup, type Place } from './requests.ts';

/** Result of the reference workload (requirement C3). */
export interface CacheResult extends Load {
  readonly records: number;
  readonly hits: number;
  readonly hitRate: number;
}

/** Result of calls to a provider that fails a part of its requests (requirement C3). */
export interface FaultResult extends Load {
  readonly providerRequests: number;
  readonly providerFaults: number;
  readonly success: number;
}

const CALLS = 3_000;
const RECORDS = 1_000;
const FAULTY_CALLS = 5_000;
const FAULT_PERCENT = 2;
const CONNECTIONS = 16;

/**
 * The reference workload: 3,000 look-ups of 1,000 records that differ in how often they are asked for as words of a text
 * do (Zipf's law, exponent 1), drawn with a fixed seed, from a cold cache, while no answer gets too old.
 */
export async function measureCache(place: Place): Promise<CacheResult> {
  const draw = zipf(RECORDS, 20_260_728);
  const asked = new Set<string>();
  const keyOf = () => {
    const key = `reference-${draw()}`;
    asked.add(key);
    return key;
  };
  let hits = 0;
  const result = await load(lookup(place, keyOf), {
    connections: CONNECTIONS,
    end: { requests: CALLS },
    onAnswer: (answer) => {
      if (answer.includes('"manifold/cached":true')) hits += 1;
    },
  });
  return { ...result, records: asked.size, hits, hitRate: hits / (result.requests + result.errors) };
}

/** 5,000 look-ups of records that no cache holds, while the provider fails 2 % of its requests. */
export async function measureFaults(place: Place, provider: string): Promise<FaultResult> {
  await setFaults(provider, FAULT_PERCENT);
  const request = lookup(place, keys('faulty'));
  const result = await load(request, { connections: CONNECTIONS, end: { requests: FAULTY_CALLS } });
  const { requests, faults } = await setFaults(provider, 0);
  return {
    ...result,
    providerRequests: requests,
    providerFaults: faults,
    success: result.requests / FAULTY_CALLS,
  };
}

async function setFaults(provider: string, percent: number): Promise<{ requests: number; faults: number }> {
  const answer = await fetch(`${provider}faults/${percent}`, { method: 'POST' });
  return (await answer.json()) as { requests: number; faults: number };
}

/** Draws numbers from 1 to `count`, each as often as its rank says. Numerical Recipes' linear congruential generator. */
export function zipf(count: number, seed: number): () => number {
  const weights = Array.from({ length: count }, (_, index) => 1 / (index + 1));
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    let rest = (state / 2 ** 32) * total;
    const index = weights.findIndex((weight) => {
      rest -= weight;
      return rest < 0;
    });
    return 1 + Math.max(0, index);
  };
}
