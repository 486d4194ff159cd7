import { afterEach, describe, expect, it, jest } from '@jest/globals';
import { ManifoldError } from '../../core/errors/manifold-error.ts';
import { withAttempts } from './attempts.ts';

const strategy = { maxAttempts: 4, initialDelayMs: 100, maxDelayMs: 250, multiplier: 2 };
const plan = (changes: { deadline?: number; repeatable?: boolean } = {}) => ({
  strategy,
  repeatable: true,
  signal: new AbortController().signal,
  deadline: Number.POSITIVE_INFINITY,
  shouldRetry: (error: ManifoldError) => error.retryable,
  ...changes,
});

/** Runs attempts that all fail, with a fixed random number, on a clock at 0 that jumps to each timer as it is set. */
async function failing(error: ManifoldError, die: number, changes: Parameters<typeof plan>[0] = {}) {
  let now = 0;
  jest.spyOn(Math, 'random').mockReturnValue(die);
  jest.spyOn(Date, 'now').mockImplementation(() => now);
  jest.spyOn(globalThis, 'setTimeout').mockImplementation(((work: () => void, ms: number) => {
    now += ms;
    queueMicrotask(work);
  }) as typeof setTimeout);
  const at: number[] = [];
  const thrown = await withAttempts(plan(changes), async () => {
    at.push(now);
    throw error;
  }).catch((reason: unknown) => reason);
  return { at, thrown };
}

afterEach(() => {
  jest.restoreAllMocks();
});

const unavailable = (retryAfter?: number) =>
  new ManifoldError('E4005', 'No.', { details: retryAfter === undefined ? {} : { retryAfter } });

describe('attempts', () => {
  it('wait for a random part of a delay that grows up to its maximum', async () => {
    expect((await failing(unavailable(), 0)).at).toEqual([0, 0, 0, 0]);
    expect((await failing(unavailable(), 0.5)).at).toEqual([0, 50, 150, 275]);
    expect((await failing(unavailable(), 1)).at).toEqual([0, 100, 300, 550]);
  });

  it('wait for the time that the provider asks for, plus jitter', async () => {
    expect((await failing(unavailable(2), 0.5)).at).toEqual([0, 2_050, 4_150, 6_275]);
  });

  it('do not start after the deadline', async () => {
    const { at, thrown } = await failing(unavailable(2), 0, { deadline: 3_000 });
    expect(at).toEqual([0, 2_000]);
    expect(thrown).toMatchObject({ code: 'E4005' });
  });

  it('are limited to one for a call that must not run twice', async () => {
    expect((await failing(unavailable(), 0, { repeatable: false })).at).toEqual([0]);
  });
});
